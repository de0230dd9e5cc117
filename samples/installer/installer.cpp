// SPDX-License-Identifier: MIT
//
// The steps of an installer, in C++11: the same as installer.c, whose comments say more.
//
//	installer show HOME		shows what would change, and changes nothing
//	installer install HOME		allows anonymous suites
//	installer uninstall HOME	puts the vendor's file back
//	installer forget HOME		after HOME was deleted: deletes the backups of it
//
// The exit status is the reaction that enum class Reaction names, or 2 for wrong usage.
#include <jsecpatch.h>

#include <iostream>
#include <memory>
#include <string>

extern char **environ;

namespace
{

enum class Reaction { done = 0, give_up = 1, try_again = 3, ask_administrator = 4 };

Reaction react_to(jsec_code code)
{
	switch (code) {
	case JSEC_OK:
		return Reaction::done;
	// Another program is at work on the same file.
	case JSEC_LOCKED:
	case JSEC_CHANGED:
		return Reaction::try_again;
	// A person can remove the obstacle, or decide what the library must not.
	case JSEC_DENIED:
	case JSEC_READ_ONLY:
	case JSEC_IMMUTABLE:
	case JSEC_NO_SPACE:
	case JSEC_UNTRUSTED:
	case JSEC_HARD_LINKS:
	case JSEC_OVERRIDDEN:
	case JSEC_FOREIGN:
	case JSEC_NO_BACKUP:
	case JSEC_BACKUP_FAILED:
	case JSEC_NOT_DURABLE:
		return Reaction::ask_administrator;
	// The Java, its list or its backup is damaged; or this program has an error.
	default:
		return Reaction::give_up;
	}
}

const char *advice_for(Reaction reaction)
{
	switch (reaction) {
	case Reaction::done:
		return "Done.";
	case Reaction::try_again:
		return "Try again in a moment.";
	case Reaction::ask_administrator:
		return "Ask an administrator of this machine.";
	default:
		return "This Java cannot be changed. Install it again, from an intact copy.";
	}
}

// A copy of an error: the library's own lasts only until its next call.
struct Failure {
	explicit Failure(const jsec_error &error)
	    : code(error.code), message(error.message)
	{
	}
	jsec_code code;
	std::string message;
};

// Each object of the library has its own function that frees it.
struct Free {
	void operator()(jsec *session) const
	{
		jsec_free(session);
	}
	void operator()(jsec_installs *installs) const
	{
		jsec_installs_free(installs);
	}
	void operator()(jsec_plan *plan) const
	{
		jsec_plan_free(plan);
	}
};
template <typename T> using Owned = std::unique_ptr<T, Free>;

void check(const Owned<jsec> &session, int rc)
{
	if (rc)
		throw Failure(*jsec_get_error(session.get()));
}

Owned<jsec> open_session(const char *state_dir)
{
	jsec_options options = {};
	options.size = sizeof options;
	options.lock_timeout = 5;
	options.environment = environ;
	options.state_dir = state_dir;

	jsec *session;
	int rc = jsec_new(&options, &session);
	if (rc) {
		// There is no session that could be asked for a message.
		jsec_error error = {};
		error.code = static_cast<jsec_code>(-rc);
		error.message = jsec_code_name(error.code);
		throw Failure(error);
	}
	return Owned<jsec>(session);
}

// Finds this one home and no other.
Owned<jsec_installs> find_home(const Owned<jsec> &session, const char *home)
{
	jsec_search search = {};
	search.size = sizeof search;
	search.targets = &home;
	search.n_targets = 1;

	jsec_installs *installs;
	check(session, jsec_find(session.get(), &search, &installs));
	return Owned<jsec_installs>(installs);
}

Owned<jsec_plan> make_plan(const Owned<jsec> &session,
	const Owned<jsec_installs> &installs, jsec_action action)
{
	const char *const allow[] = {"anon"};
	jsec_request request = {};
	request.size = sizeof request;
	request.action = action;
	if (action == JSEC_CHANGE) {
		request.allow = allow;
		request.n_allow = 1;
	}

	jsec_plan *plan;
	check(session, jsec_plan_make(session.get(), installs.get(), &request, &plan));
	return Owned<jsec_plan>(plan);
}

void show_result(const jsec_result &result)
{
	if (result.error)
		throw Failure(*result.error);
	// A java.security that is in no home has only a file.
	std::cout << result.file << ": " << jsec_state_name(result.state) << '\n';
	for (auto note = result.notes; *note; note++)
		std::cout << "  note: " << (*note)->message << '\n';
	for (auto suite = result.opened; suite && *suite; suite++)
		std::cout << "  usable: " << *suite << '\n';
	if (result.state == JSEC_WOULD_PATCH && result.diff)
		std::cout.write(
			result.diff, static_cast<std::streamsize>(result.diff_size));
}

void change_home(
	const Owned<jsec> &session, const char *home, jsec_action action, bool write)
{
	// With the lock no other run changes the file between the plan and the commit.
	if (write)
		check(session, jsec_lock(session.get()));
	// C++ frees these in the right order: the plan before the installs that it is for.
	auto installs = find_home(session, home);
	auto plan = make_plan(session, installs, action);
	int rc = write ? jsec_commit(session.get(), plan.get()) : 0;

	// A failure of this home is in its result; any other is the session's error.
	if (rc != -JSEC_SOME_FAILED)
		check(session, rc);
	show_result(*jsec_plan_results(plan.get())[0]);
}

// Deletes the backups. The home must be gone; before that, restore it. If nothing is known
// of it, because it was never changed or this step was repeated, there is nothing to do.
void forget_home(const Owned<jsec> &session, const char *home)
{
	jsec_forgotten *forgotten = nullptr;
	int rc = jsec_forget(session.get(), &home, 1, 0, &forgotten);

	if (rc != -JSEC_NOT_FOUND)
		check(session, rc);
	jsec_forgotten_free(forgotten);
}

void run_step(const Owned<jsec> &session, const std::string &step, const char *home)
{
	if (step == "forget")
		forget_home(session, home);
	else if (step == "uninstall")
		change_home(session, home, JSEC_RESTORE, true);
	else
		change_home(session, home, JSEC_CHANGE, step == "install");
}

} // namespace

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 4) {
		std::cerr
			<< "usage: installer show|install|uninstall|forget HOME [STATE]\n";
		return 2;
	}
	try {
		auto session = open_session(argc == 4 ? argv[3] : nullptr);
		run_step(session, argv[1], argv[2]);
	} catch (const Failure &failure) {
		Reaction reaction = react_to(failure.code);
		std::cerr << failure.message << '\n' << advice_for(reaction) << '\n';
		return static_cast<int>(reaction);
	}
	return 0;
}
