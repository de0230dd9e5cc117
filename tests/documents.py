#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Validates JSON documents of the command against its schema, and prints the errors.

usage: documents.py [FILE]...   each file may hold several documents, one after the other"""
import functools
import json
import pathlib
import sys

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / 'cli/jsecpatch.schema.json'


def deepest(error):
    """Returns the innermost error, if the schema has alternatives such as object or null."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error


@functools.lru_cache(maxsize=None)
def validator(schema):
    # An older library does not know that draft; the schema has nothing that is new in it.
    kind = getattr(jsonschema, 'Draft202012Validator', jsonschema.Draft7Validator)
    return kind(json.loads(schema.read_text()))


def breaches(documents, schema=SCHEMA):
    """Yields a sentence for each error in the documents of a text."""
    check, decoder, n, at = validator(schema), json.JSONDecoder(), 0, 0
    while documents[at:].strip():
        at += len(documents[at:]) - len(documents[at:].lstrip())
        document, at = decoder.raw_decode(documents, at)
        n += 1
        for error in map(deepest, check.iter_errors(document)):
            yield f'document {n}: {error.json_path}: {error.message[:200]}'


def load(text):
    """Returns the document in a text or in bytes. It must be valid."""
    text = text if isinstance(text, str) else text.decode()
    wrong = list(breaches(text))
    if wrong:
        raise ValueError('\n'.join(wrong))
    return json.loads(text)


def main():
    wrong = [line for path in sys.argv[1:] for line in breaches(pathlib.Path(path).read_text())]
    print(''.join(line + '\n' for line in wrong), end='')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
