# SPDX-License-Identifier: MIT
"""Writes the page: what needs attention, the totals as bars, and a table of all Javas."""
import base64
import collections
import hashlib
import html
import os
import re

from judge import KINDS, natural, time_text

LONGEST = 400  # characters of one text
AT_ONCE = 5    # hosts of a kind that are shown without being asked for
HERE = os.path.dirname(os.path.abspath(__file__))

# What the totals count: [(measure, title, what is counted, {word: (label, color)})]. The words
# are those of Host.count(), in the order of the bar.
USE = {'usable': ('usable', 'warn'), 'partly': ('partly usable', 'half'),
       'unknown': ('unknown', 'void'), 'blocked': ('blocked', 'calm')}
MEASURES = (
    ('host', 'Attention', 'hosts', {
        'none': ('without a valid document', 'bad'), 'attention': ('needing attention', 'warn'),
        'good': ('with nothing to do', 'calm')}),
    ('list', 'Restrictions', 'Javas', {
        'off': ('all off', 'bad'), 'cut': ('partly cut off', 'half'),
        'unknown': ('unknown', 'void'), 'on': ('in force', 'calm')}),
    ('anon', 'Anonymous suites', 'Javas', USE),
    ('null', 'NULL suites', 'Javas', USE),
    ('old_tls', 'TLS 1.0 and 1.1', 'Javas', USE),
    ('policy', 'Policy', 'Javas', {
        'differs': ('not matching', 'warn'), 'unknown': ('unknown', 'half'),
        'none': ('without a rule', 'void'), 'complies': ('matching', 'calm')}),
    ('hooks', 'Update hooks', 'hosts', {
        'failing': ('failing', 'warn'), 'unknown': ('unknown', 'half'), 'none': ('none', 'void'),
        'working': ('working', 'calm')}),
    ('restart', 'Restarts', 'hosts', {
        'needed': ('needed', 'warn'), 'none': ('none known', 'calm')}),
)
# What a bar is filled with where a verdict is neither the one nor the other.
HATCH = ('<svg class="hatch" aria-hidden="true" width="0" height="0"><pattern id="half" width="6" '
         'height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
         '<rect class="warn" width="4" height="6"/></pattern></svg>\n')
# How much a word of a column weighs when it is sorted: more is worse.
RANKS = {'off': 6, 'cut': 5, 'usable': 4, 'differs': 4, 'failing': 4, 'partly': 3, 'unknown': 2,
         'none': 1}
COLUMNS = ('Host', 'Update hooks', 'Last run', 'Restarts', 'Java', 'Anonymous', 'NULL',
           'TLS 1.0, 1.1', 'State and policy')

PAGE = '''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {style_hash}; script-src {script_hash}; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>{title}</title>
<style>{style}</style>
<script>{script}</script>
</head>
<body>
<header><h1>{title}</h1>
{summary}</header>
<main>
{attention}{totals}<section aria-labelledby="hosts"><h2 id="hosts">Hosts</h2>
<p>Anonymous suites do not authenticate the peer, and NULL suites do not encrypt. A program can use
what is usable here if it enables it itself. Times are UTC.</p>
<form id="controls" hidden="hidden">
<label>Find <input id="find" type="search" placeholder="host, path, version, message"/></label>
<label>Show <select id="show"><option value="">all hosts</option>{options}</select></label>
<label>Sort <select id="sort"></select></label>
<label class="tick"><input id="down" type="checkbox"/> in reverse</label>
<output id="count"></output>
</form>
{table}<button id="more" type="button" hidden="hidden">Show all</button>
</section>
</main>
</body>
</html>
'''


def shown(text):
    """Makes a foreign text short and harmless: what would not be visible becomes its number."""
    text = text if len(text) <= LONGEST else text[:LONGEST] + '…'
    return text if text.isprintable() else ''.join(
        letter if letter.isprintable() else f'\\u{ord(letter):04x}' for letter in text)


def esc(text):
    return html.escape(shown(text))


def breakable(text, mark):
    """Writes the name of a host or of a file, which may be wrapped after each mark."""
    return esc(text).replace(mark, mark + '<wbr/>')


def number(count, noun=''):
    """Returns a number for people: 1 host, 5,000 hosts."""
    noun = noun[:-1] if count == 1 and noun else noun
    return f'{count:,} {noun}'.rstrip()


def make_bar(counts, words, label):
    """Draws one stacked bar. The smallest part can still be seen."""
    total = sum(counts) or 1
    wide = [max(100 * count / total, 0.7) if count else 0 for count in counts]
    parts, left = [], 0.0
    for width, (_, color) in zip(wide, words.values()):
        width *= 100 / (sum(wide) or 1)
        if width:
            parts.append(f'<rect class="{color}" x="{left:.2f}%" width="{width:.2f}%" height="100%"/>')
        left += width
    return f'<svg class="bar" role="img" aria-label="{esc(label)}">{"".join(parts)}</svg>'


def make_totals(totals):
    rows = []
    for measure, title, noun, words in MEASURES:
        counts = [totals[f'{measure}-{word}'] for word in words]
        legend = ''.join(
            f'<li data-show="{measure}-{word}"><i class="{color}"></i>{number(count)} {label}</li>'
            for count, (word, (label, color)) in zip(counts, words.items()) if count)
        label = f'{title}: ' + ', '.join(
            f'{number(count)} {label}' for count, (label, _) in zip(counts, words.values()))
        rows.append(f'<div class="total"><h3>{title} <small>{number(sum(counts), noun)}</small></h3>'
                    f'{make_bar(counts, words, label)}<ul>{legend}</ul></div>\n')
    return (f'<section aria-labelledby="totals"><h2 id="totals">Totals</h2>\n{HATCH}{"".join(rows)}'
            '</section>\n')


def make_item(place, host, troubles):
    """Writes what one kind of trouble is on one host."""
    texts = ''
    for trouble in troubles:
        if trouble.text not in trouble.command:
            texts += f'<p>{esc(trouble.text)}</p>'
        if trouble.command:
            texts += f'<code>{esc(trouble.command)}</code>'
    return f'<li><a href="#h{place}">{esc(host.name)}</a>{texts}</li>\n'


def make_kind(kind, hosts):
    items = []
    for place, host in hosts:
        troubles = [trouble for trouble in host.troubles if trouble.kind == kind]
        items.append(make_item(place, host, troubles))
    command = f' <code>{esc(kind.command)}</code>' if '{' not in kind.command else ''
    most = AT_ONCE if len(items) > AT_ONCE + 1 else len(items)
    first, rest = ''.join(items[:most]), ''.join(items[most:])
    more = (f'<details><summary>{number(len(items) - most)} more</summary><ul>\n{rest}</ul>'
            '</details>') if rest else ''
    return (f'<article id="{kind.key}" class="{kind.level}"><h3 data-show="kind-{kind.key}">{esc(kind.title)} '
            f'<small>{number(len(items), "hosts")}</small></h3>'
            f'<p>{esc(kind.advice)}{command}</p><ul>\n{first}</ul>{more}</article>\n')


def make_attention(hosts):
    by_kind = collections.defaultdict(list)
    for place, host in enumerate(hosts):
        for kind in {trouble.kind for trouble in host.troubles}:
            by_kind[kind].append((place, host))
    found = [kind for kind in KINDS if kind in by_kind]
    short = ''.join(f'<li class="{kind.level}"><b>{number(len(by_kind[kind]))}</b> '
                    f'<a href="#{kind.key}">{esc(kind.title)}</a></li>' for kind in found)
    return ('<section aria-labelledby="attention"><h2 id="attention">Needs attention</h2>\n' +
            (f'<p>Hosts, by what is wrong with them, the worst first:</p><ul class="short">{short}</ul>\n'
             if found else '<p>Nothing. All hosts have a valid document, without a warning.</p>\n') +
            ''.join(make_kind(kind, by_kind[kind]) for kind in found) + '</section>\n')


def cell(column, text, small='', level='', rows=1):
    """Writes a cell. The class has the number of the column, which narrow screens name."""
    level = f' {level}' if level else ''
    span = f' rowspan="{rows}"' if rows > 1 else ''
    small = f' <small>{esc(small)}</small>' if small else ''
    return f'<td class="c{column}{level}"{span}>{esc(text)}{small}</td>'


def make_java(java):
    """Writes the cells of one Java."""
    policy = {'complies': 'matches the policy', 'differs': 'does not match the policy',
              'none': 'no rule', 'unknown': 'policy unknown'}[java.policy]
    state = {'off': 'ALL RESTRICTIONS OFF', 'cut': 'list cut off'}.get(java.list, java.state)
    if java.error:
        state = f'failed ({java.error["code"]})'
    level = 'bad' if java.list in ('off', 'cut') or java.error else (
        'warn' if java.policy == 'differs' else '')
    home = breakable(java.home, '/')
    return (f'<td class="c4"><code>{home}</code> <small>{esc(java.name)}</small></td>' +
            cell(5, java.anon, level=java.anon) + cell(6, java.null, level=java.null) +
            cell(7, java.old_tls, level=java.old_tls) + cell(8, state, policy, level))


def make_head(host, rows):
    """Writes the cell with the name of a host."""
    kinds = sorted({trouble.kind for trouble in host.troubles}, key=KINDS.index)
    flags = (f' <em class="{kinds[0].level}">{esc(", ".join(kind.label for kind in kinds))}</em>'
             if kinds else '')
    seen = f' <small>seen {time_text(host.seen)}</small>' if host.seen is not None else ''
    span = f' rowspan="{rows}"' if rows > 1 else ''
    name = breakable(host.name, '.')
    return f'<th scope="rowgroup"{span}><b>{name}</b>{flags}{seen}</th>'


def make_host_cells(host, rows):
    """Writes the cells that a host has once, beside all its Javas."""
    run, when, result, level = host.last_run, 'none recorded', '', ''
    if run:
        when = run['time'][:16].replace('T', ' ')
        level = '' if run['ok'] else 'warn'
        result = run['action'] + (' ok' if run['ok'] else f' failed: {run["message"]}')
    names = ', '.join(host.hooks) or ('none' if host.hook_state == 'none' else 'unknown')
    unseen = f'{number(host.unseen, "programs")} not examined' if host.unseen else ''
    restarts = number(host.restarts, 'programs') if host.restarts else 'none known'
    return (cell(1, names, '', 'warn' if host.hook_state == 'failing' else '', rows) +
            cell(2, when, result, level, rows) +
            cell(3, restarts, unseen, 'warn' if host.restarts else '', rows))


def make_ranks(host, ages):
    """Returns the numbers by which a host is sorted, one for each column, the worst the highest."""
    troubles = [len(KINDS) - KINDS.index(trouble.kind) for trouble in host.troubles]
    time = re.sub('[^0-9]', '', host.last_run['time'])[:14] if host.last_run else ''
    ranks = [max(troubles, default=0), RANKS.get(host.hook_state, 0), int(time or 0), host.restarts,
             max((len(ages) - ages[java.version] for java in host.javas), default=0)]
    for fields in (['anon'], ['null'], ['old_tls'], ['policy', 'list']):
        ranks.append(max((RANKS.get(getattr(java, field), 0) for java in host.javas
                          for field in fields), default=-1))
    return ' '.join(map(str, ranks))


def make_host(place, host, counts, ages):
    """Writes the rows of one host: one for each Java."""
    rows = len(host.javas) or 1
    first, *rest = [make_java(java) for java in host.javas] or [
        '<td class="none" colspan="5">no Java found</td>']
    if host.invalid:
        first = f'<td class="bad" colspan="8">No valid document: {esc(host.invalid)}</td>'
    else:
        first = make_host_cells(host, rows) + first
    lines = [make_head(host, rows) + first, *rest]
    return (f'<tbody id="h{place}" data-show="{" ".join(sorted(counts))}" '
            f'data-ranks="{make_ranks(host, ages)}">' +
            ''.join(f'<tr>{line}</tr>' for line in lines) + '</tbody>\n')


def make_table(hosts, counts):
    versions = {java.version for host in hosts for java in host.javas}
    ages = {version: age for age, version in enumerate(sorted(versions, key=java_age))}
    columns = ''.join(f'<th scope="col" class="c{place}" data-sort="{place}">{title}</th>'
                      for place, title in enumerate(COLUMNS))
    bodies = (make_host(place, host, count, ages)
              for place, (host, count) in enumerate(zip(hosts, counts)))
    return (f'<table><caption>Each Java of each host</caption><thead><tr>{columns}</tr></thead>\n'
            f'{"".join(bodies)}</table>\n')


def java_age(version):
    """Returns a key that orders versions of Java: 1.8.0_201 is Java 8."""
    return natural(version[2:] if version.startswith('1.') else version)


def make_options(totals):
    """Writes what the table can be reduced to."""
    groups = [('Needs attention', [(f'kind-{kind.key}', kind.title) for kind in KINDS])]
    groups += [(title, [(f'{measure}-{word}', f'{title}: {label}')
                        for word, (label, _) in words.items()])
               for measure, title, _, words in MEASURES]
    written = ''
    for title, options in groups:
        written += f'<optgroup label="{esc(title)}">' + ''.join(
            f'<option value="{value}">{esc(label)}</option>'
            for value, label in options if totals[value]) + '</optgroup>'
    return written


def make_summary(hosts):
    javas = sum(len(host.javas) for host in hosts)
    times = [host.seen for host in hosts if host.seen is not None]
    versions = sorted({host.version for host in hosts if host.version}, key=natural)
    seen = (f' Documents from {time_text(min(times))} to {time_text(max(times))} UTC,'
            f' by jsecpatch {esc(", ".join(versions)) or "of an unknown version"}.') if times else ''
    return f'<p>{number(javas, "Javas")} on {number(len(hosts), "hosts")}.{seen}</p>\n'


def read_part(name):
    """Returns a file of the page, and what allows it in the policy for contents."""
    with open(os.path.join(HERE, name), encoding='utf-8') as file:
        text = file.read()
    digest = hashlib.sha256(text.encode()).digest()
    return text, f"'sha256-{base64.b64encode(digest).decode()}'"


def render(hosts):
    """Returns the page as text."""
    counts = [host.count() for host in hosts]
    totals = sum(counts, collections.Counter())
    style, style_hash = read_part('page.css')
    script, script_hash = read_part('page.js')
    return PAGE.format(
        style=style, style_hash=style_hash, script=script, script_hash=script_hash,
        title=f'Java’s TLS restrictions on {number(len(hosts), "hosts")}',
        summary=make_summary(hosts), attention=make_attention(hosts),
        totals=make_totals(totals), options=make_options(totals),
        table=make_table(hosts, counts))
