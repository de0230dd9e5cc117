/* SPDX-License-Identifier: MIT */
/* Reads alerts by their numbers, or by names without regard to case, blanks and underscores. */
#include "text/alert.h"

static const struct alert_spelling {
	unsigned char number;
	const char *name; /* the first one of a number is that of the standards */
} alert_spellings[] = {
	{0, "close_notify"},
	{10, "unexpected_message"},
	{20, "bad_record_mac"},
	{21, "decryption_failed"},
	{22, "record_overflow"},
	{30, "decompression_failure"},
	{40, "handshake_failure"},
	{40, "handshake_failed"},
	{41, "no_certificate"},
	{42, "bad_certificate"},
	{42, "certificate_is_bad"},
	{43, "unsupported_certificate"},
	{43, "certificate_is_not_supported"},
	{44, "certificate_revoked"},
	{44, "revoked_certificate"},
	{45, "certificate_expired"},
	{45, "expired_certificate"},
	{46, "certificate_unknown"},
	{46, "unknown_certificate"},
	{47, "illegal_parameter"},
	{48, "unknown_ca"},
	{48, "ca_is_unknown"},
	{48, "unknown_certificate_authority"},
	{49, "access_denied"},
	{50, "decode_error"},
	{50, "error_decoding_message"},
	{51, "decrypt_error"},
	{51, "error_decrypting_message"},
	{60, "export_restriction"},
	{70, "protocol_version"},
	{70, "error_in_protocol_version"},
	{71, "insufficient_security"},
	{80, "internal_error"},
	{86, "inappropriate_fallback"},
	{90, "user_canceled"},
	{90, "user_cancelled"},
	{100, "no_renegotiation"},
	{109, "missing_extension"},
	{110, "unsupported_extension"},
	{111, "certificate_unobtainable"},
	{112, "unrecognized_name"},
	{113, "bad_certificate_status_response"},
	{114, "bad_certificate_hash_value"},
	{115, "unknown_psk_identity"},
	{116, "certificate_required"},
	{120, "no_application_protocol"},
};

#define N_SPELLINGS (sizeof alert_spellings / sizeof *alert_spellings)
#define MOST_GAP 32

const char *alert_get_name(unsigned alert)
{
	for (size_t i = 0; i < N_SPELLINGS; i++)
		if (alert_spellings[i].number == alert)
			return alert_spellings[i].name;
	return NULL;
}

/* Between the words of a name, or where a line was broken. */
static size_t alert_skip(struct span s, size_t n, bool between)
{
	const char *what = between ? " \t\n\v_->|" : "\n\v";

	if (n < s.size && s.data[n] && strchr(what, s.data[n]))
		for (size_t most = n + MOST_GAP; n < s.size && n < most; n++)
			if (!s.data[n] || !strchr(" \t\n\v_->|", s.data[n]))
				break;
	return n;
}

static char alert_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool alert_is_word(char c)
{
	c = alert_fold(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Returns how many bytes the name takes, 0 if it is not there. */
static size_t alert_match(struct span s, const char *name)
{
	size_t n = 0;

	for (; *name; name++) {
		n = alert_skip(s, n, *name == '_');
		if (*name == '_')
			continue;
		if (n >= s.size || alert_fold(s.data[n]) != *name)
			return 0;
		n++;
	}
	return n < s.size && alert_is_word(s.data[n]) ? 0 : n;
}

static size_t alert_read_number(struct span s, unsigned *ret)
{
	size_t n = 0;

	for (*ret = 0; n < s.size && n < 4 && s.data[n] >= '0' && s.data[n] <= '9'; n++)
		*ret = *ret * 10 + (unsigned)(s.data[n] - '0');
	return n && n < 4 && alert_get_name(*ret) &&
			       (n == s.size || !alert_is_word(s.data[n]))
		       ? n
		       : 0;
}

/* Takes the longest one: some names are the start of another. */
static size_t alert_read_name(struct span s, unsigned *ret)
{
	size_t longest = 0;

	for (size_t i = 0; i < N_SPELLINGS; i++) {
		size_t n = alert_match(s, alert_spellings[i].name);
		if (n <= longest)
			continue;
		longest = n;
		*ret = alert_spellings[i].number;
	}
	return longest;
}

size_t alert_read(struct span s, unsigned *ret)
{
	size_t bracket = s.size && (s.data[0] == '[' || s.data[0] == '(');
	size_t n = alert_read_number(span_cut(s, bracket, s.size), ret);

	if (n && bracket)
		n += n + 1 < s.size;
	else if (!n)
		n = alert_read_name(span_cut(s, bracket, s.size), ret);
	return n ? n + bracket : 0;
}
