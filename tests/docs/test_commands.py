import argparse
from collections.abc import Iterator

from chengyun.runtime import cli
from tests.docs.texts import CODE, GUIDE, headings, sections

COMMANDS_PAGE = GUIDE / "commands.md"
Named = Iterator[tuple[str, argparse.ArgumentParser]]


def _children(parser: argparse.ArgumentParser, name: str) -> Named:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from ((f"{name} {word}", child) for word, child in action.choices.items())


def _commands() -> dict[str, argparse.ArgumentParser]:
    return dict(_children(cli._parser(), "chengyun"))


def test_every_command_has_its_heading_and_no_heading_is_left_over() -> None:
    assert set(headings(COMMANDS_PAGE, 2)) == set(_commands())


def test_every_command_says_what_the_program_says_of_it() -> None:
    helps = {f"chengyun {name}": module.HELP for name, module in cli._modules()}
    told = {name: text.strip().splitlines()[0] for name, text in sections(COMMANDS_PAGE).items()}
    assert told == {name: f"> {text}" for name, text in helps.items()}


def test_every_verb_of_a_command_has_its_heading() -> None:
    verbs = {name for top, parser in _commands().items() for name, _ in _children(parser, top)}
    assert set(headings(COMMANDS_PAGE, 3)) == verbs


def test_every_option_and_choice_is_named_in_its_section() -> None:
    texts = sections(COMMANDS_PAGE)
    lost = [
        f"{name}: {word}"
        for name, parser in _commands().items()
        for word in _words(parser)
        if word not in CODE.findall(texts[name])
    ]
    assert lost == []


def _words(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Options, arguments and their choices, of a command and of its verbs."""
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _words(child)
            continue
        yield action.option_strings[-1] if action.option_strings else action.dest
        yield from (action.choices or ())
