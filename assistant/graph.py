"""One conversation turn as a graph: read → small talk → policies → resolve → answer → passages → suggest.

Each step may end the turn by giving it a reply; the rest is then passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, cast

from langchain_core.runnables import Runnable, RunnableLambda
from langgraph.graph import END, START, StateGraph

from assistant.steps.answer import answer
from assistant.steps.passage import (
    answer_from_passages,
    answer_from_policy,
    policy_fits,
    refuse,
)
from assistant.steps.read import read
from assistant.steps.resolve import resolve
from assistant.steps.small_talk import offer_person, small_talk
from assistant.steps.suggest import suggest
from assistant.turn import Turn
from intents.acts import Acts
from retrieval.index import Search

Step = Callable[[Turn], None]


class State(TypedDict):
    """The graph's state: the turn, which its steps fill in."""

    turn: Turn


def _policies(turn: Turn) -> None:
    if turn.choice is None and turn.shelf.documents and len(turn.read.content) > 2:
        city, index = turn.shelf.city, turn.shelf.index
        by_words = index.search(turn.read.text, city.reach(turn.region_code), count=5, dense=False)
        if policy_fits(turn, by_words):
            answer_from_policy(turn, _search(turn), index.spread)


def _passages(turn: Turn) -> None:
    answer_from_passages(turn, _search(turn), turn.shelf.index.spread)
    if turn.reply is None:
        refuse(turn)


def _search(turn: Turn) -> Search:
    if turn.search is None:
        city = turn.shelf.city
        turn.search = turn.shelf.index.search(turn.read.text, city.reach(turn.region_code), count=5)
    return turn.search


def _small_talk(turn: Turn) -> None:
    if turn.choice == "person:now":
        offer_person(turn)
    else:
        small_talk(turn)


def _node(name: str, step: Step) -> Runnable[State, State]:
    def run(state: State) -> State:
        turn = state["turn"]
        with turn.timed(name):
            step(turn)
        return {"turn": turn}

    return RunnableLambda(run)


def _next(following: str) -> Callable[[State], str]:
    return lambda state: following if state["turn"].reply is None else "suggest"


def build(acts: Acts) -> Callable[[Turn], Turn]:
    """The turn, compiled: give it a `Turn`, get it back with its reply."""
    steps: dict[str, Step] = {
        "read": lambda turn: read(turn, acts),
        "small_talk": _small_talk,
        "policies": _policies,
        "resolve": resolve,
        "answer": answer,
        "passages": _passages,
    }
    graph = StateGraph(State)
    names = list(steps)
    for name, step in steps.items():
        graph.add_node(name, _node(name, step))
    graph.add_node("suggest", _node("suggest", suggest))
    graph.add_edge(START, names[0])
    for name, following in zip(names, [*names[1:], "suggest"], strict=True):
        graph.add_conditional_edges(name, _next(following), [following, "suggest"])
    graph.add_edge("suggest", END)
    compiled = graph.compile()

    def run(turn: Turn) -> Turn:
        state = compiled.invoke({"turn": turn})
        return cast(Turn, state["turn"])

    return run
