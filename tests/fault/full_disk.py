#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs each action on a disk that is full but for a few blocks, and checks what is there then.

usage: full_disk.py [--full] [--jobs N] [--on FILE_SYSTEM] [ACTION]...

However much room there is, each file is the old or the new one, complete, also one that is
written in place. Status 0 is only for what is all new; else something is said. When there is
room again, the next run completes it, and leaves no temporary file.

Without --full, this takes a few sizes of room for each action, each time on another file system.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import argparse
import collections
import concurrent.futures
import os
import sys

import cuts
import disk
import scenarios

BLOCK = 4096
# Actions need less than this on an ext4, but not on a btrfs.
MOST = 100 * BLOCK


def fill(path, room):
    """Takes all blocks that are free, and gives some back."""
    file, size, step = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 0, 16 * cuts.M
    while step >= BLOCK:
        try:
            os.posix_fallocate(file, size, step)
            size += step
        except OSError:
            disk.sync(os.path.dirname(path))
            step //= 4
    os.ftruncate(file, max(0, size - room))
    os.close(file)
    disk.sync(os.path.dirname(path))


def judge(recording, run):
    """Says what is wrong now. The run may have failed, but nothing else."""
    expected, now = recording.expected, scenarios.snapshot(recording.machine.tree)
    wrong = expected.wrong_now(now)
    # A hook must not stop a package manager. It says so, and ends with 0.
    succeeds = run.returncode == 0 and not (recording.scenario.from_hook and run.stderr)
    if succeeds and not expected.is_new(now):
        wrong |= {'FALSE SUCCESS: ' + name for name in expected.missing(now)}
    if run.returncode not in (0, 1):
        wrong.add(f'status {run.returncode}')
    if run.returncode and not run.stderr:
        wrong.add('fails without a word')
    return wrong


def try_one(work, name, action, rooms):
    """Returns how often each status was, and what is wrong: {text: [room ...]}."""
    scenario = scenarios.SCENARIOS[action]
    machine = cuts.machine_for(work, name)
    recording = cuts.Recording(machine, scenario)
    results, wrong = collections.Counter(), collections.defaultdict(list)
    for room in rooms:
        machine.copy('before', 'image')
        machine.switch_on(recording.in_place)
        fill(machine.top + '/filler', room)
        run = scenarios.run(scenario.command(machine.tree))
        bad = judge(recording, run)
        os.unlink(machine.top + '/filler')
        disk.sync(machine.top)
        bad |= {'with room: ' + text for text in cuts.next_run(recording, False)[0]}
        machine.switch_off(recording.in_place)
        results.update(['runs', f'status {run.returncode}'])
        results['bad'] += bool(bad)
        for text in bad:
            wrong[scenarios.name_of(text)].append(room // BLOCK)
    return results, dict(wrong)


def all_tasks(names, options):
    """Returns (file system, action, sizes of room)."""
    actions = scenarios.usable(options.action)
    if options.full or options.action:
        return [(name, action.name, range(0, MOST, BLOCK)) for action in actions for name in names]
    actions = [action.name for action in actions if not action.slow]
    return [(names[i % len(names)], action, range(i % 3 * BLOCK, MOST // 2, 12 * BLOCK))
            for i, action in enumerate(actions)]


def campaign(work, options):
    """Returns how many runs are bad, or why the campaign cannot run here."""
    with concurrent.futures.ProcessPoolExecutor(options.jobs, None, disk.own_namespace) as pool:
        names, why = cuts.usable_file_systems(pool, work, options.on)
        tasks = all_tasks(names, options) if names else []
        running = {pool.submit(try_one, work, *task): task for task in tasks}
        total = collections.Counter()
        for done in concurrent.futures.as_completed(running):
            task, (results, wrong) = running[done], done.result()
            print(f'{task[0]} {task[1]}: {dict(sorted(results.items()))}', flush=True)
            for text, rooms in sorted(wrong.items()):
                print(f'  {text}: {len(rooms)}, with blocks: {rooms[:9]}', flush=True)
            total.update(results)
    print(f'all together: {dict(sorted(total.items()))}')
    return total['bad'] if names else why


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 2)
    parser.add_argument('--on', choices=cuts.FILE_SYSTEMS)
    parser.add_argument('action', nargs='*')
    options = parser.parse_args()
    return scenarios.start(cuts.needed, lambda work: campaign(work, options))


if __name__ == '__main__':
    sys.exit(main())
