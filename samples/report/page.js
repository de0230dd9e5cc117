// SPDX-License-Identifier: MIT
// Sorts, filters and finds hosts in the table. Without it, the page shows all of them.
'use strict';

const AT_ONCE = 200; // hosts shown without being asked for: more take seconds to lay out
const byId = id => document.getElementById(id);
const state = {find: '', show: '', sort: '0', down: false, all: false};
let table, hosts;

// State is kept behind the # of the address, so that a view can be bookmarked and sent.
const readAddress = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const key of ['find', 'show', 'sort'])
        state[key] = given.get(key) || (key === 'sort' ? '0' : '');
    for (const key of ['down', 'all'])
        state[key] = given.has(key);
};

const writeAddress = () => {
    const kept = new URLSearchParams();
    for (const [key, value] of Object.entries(state))
        if (value && !(key === 'sort' && value === '0'))
            kept.set(key, value === true ? '1' : value);
    history.replaceState(null, '', '#' + kept);
};

// Brings the hosts into the order that was asked for. Column 0 is by name, as in the page; its
// rank is the weight of what needs attention.
const sortHosts = () => {
    const order = state.sort + (state.down ? ' down' : '');
    if (order === hosts.order)
        return;
    const column = Number(state.sort) || 0;
    hosts.sort((a, b) => (state.sort !== '0' && b.ranks[column] - a.ranks[column]) || a.place - b.place);
    if (state.down)
        hosts.reverse();
    hosts.order = order;
};

const matches = (host, words) => {
    if (state.show && !host.shows.includes(state.show))
        return false;
    if (words.length && host.text === undefined)
        host.text = host.body.textContent.toLowerCase();
    return words.every(word => host.text.includes(word));
};

const markControls = () => {
    for (const key of ['find', 'show', 'sort'])
        if (byId(key).value !== state[key])
            byId(key).value = state[key];
    byId('down').checked = state.down;
    for (const head of table.tHead.rows[0].cells) {
        if (head.dataset.sort !== state.sort)
            head.removeAttribute('aria-sort');
        else
            head.setAttribute('aria-sort', (state.sort === '0') !== state.down ?
                'ascending' : 'descending');
    }
    for (const button of document.querySelectorAll('[data-show] > button'))
        button.setAttribute('aria-pressed', button.parentNode.dataset.show === state.show);
};

// Shows some hosts, before all others: to move rows takes long, so the others stay where they are.
const place = some => {
    for (const body of table.querySelectorAll('tbody.on'))
        body.classList.remove('on');
    for (const host of some)
        host.body.classList.add('on');
    table.tHead.after(...some.map(host => host.body));
};

const update = () => {
    const words = state.find.toLowerCase().split(/\s+/).filter(word => word);
    const limit = state.all ? hosts.length : AT_ONCE;
    sortHosts();
    const found = hosts.filter(host => matches(host, words));
    place(found.slice(0, limit));
    const shown = Math.min(found.length, limit);
    byId('count').textContent = (shown < found.length ? shown + ' shown of ' : '') +
        found.length.toLocaleString('en') + (found.length === 1 ? ' host' : ' hosts') +
        (found.length < hosts.length ? ' of ' + hosts.length.toLocaleString('en') : '');
    byId('more').hidden = shown === found.length;
    byId('more').textContent = 'Show all ' + found.length.toLocaleString('en') + ' hosts';
    markControls();
};

const change = (key, value) => {
    state[key] = value;
    if (key !== 'all')
        state.all = false;
    writeAddress();
    update();
};

// Goes where the address leads: to a view of the table, or to a part of the page, which it shows.
const follow = () => {
    const part = byId(location.hash.slice(1));
    if (!part) {
        readAddress();
        update();
    } else if (part.tagName === 'TBODY') {
        part.classList.add('on');
        part.scrollIntoView({block: 'center'});
    }
};

const makeButton = (element, action) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...element.childNodes);
    button.addEventListener('click', action);
    element.append(button);
};

const makeControls = () => {
    for (const head of table.tHead.rows[0].cells) {
        byId('sort').append(new Option(head.textContent, head.dataset.sort));
        makeButton(head, () => {
            state.down = head.dataset.sort === state.sort && !state.down;
            change('sort', head.dataset.sort);
        });
    }
    byId('sort').add(new Option('What needs attention first', 'worst'), 1);
    for (const element of document.querySelectorAll('main > section [data-show]:not(tbody)'))
        makeButton(element, () => {
            change('show', element.dataset.show === state.show ? '' : element.dataset.show);
            byId('hosts').scrollIntoView();
        });
    byId('find').addEventListener('input', event => change('find', event.target.value));
    byId('show').addEventListener('change', event => change('show', event.target.value));
    byId('sort').addEventListener('change', event => change('sort', event.target.value));
    byId('down').addEventListener('change', event => change('down', event.target.checked));
    byId('more').addEventListener('click', () => change('all', true));
    byId('controls').addEventListener('submit', event => event.preventDefault());
    byId('controls').hidden = false;
};

const start = () => {
    table = document.querySelector('table');
    hosts = Array.from(table.tBodies, (body, place) => ({
        body, place, shows: body.dataset.show.split(' '),
        ranks: body.dataset.ranks.split(' ').map(Number)}));
    hosts.order = '0';
    makeControls();
    addEventListener('hashchange', follow);
    addEventListener('beforeprint', () => table.append(...hosts.map(host => host.body)));
    update();
    if (location.hash)
        follow();
};

// The table stays hidden until it is known which hosts to show. If that fails, all are shown.
document.documentElement.className = 'js';
document.addEventListener('DOMContentLoaded', () => {
    try {
        start();
    } catch (error) {
        document.documentElement.className = '';
        throw error;
    }
});
