"""Pictures of how good the forecasts are, and of a team's week. The only matplotlib import.

Drawn on a light ground of their own, so that they read the same on a dark page, in colours that people who cannot tell
red from green can tell apart, and with a mark for each method beside its colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from assist.catalogue import Catalogue
from assist.digest import Part, gap_words, parts, week_words
from assist.evaluation import ALIKE, MIXED, OURS, OWN, Evaluation
from assist.reviews import KIND_WORDS, Standing
from assist.uptake import Digest, Gap, Uptake

# Okabe & Ito's palette, "Color universal design", 2008.
_BLUE, _ORANGE, _GREEN, _PURPLE, _GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#767676"
_LOOKS = {OURS: (_BLUE, "o"), ALIKE: (_ORANGE, "s"), OWN: (_GREEN, "^"), MIXED: (_PURPLE, "D")}
_GROUND, _INK, _PALE = "#FFFFFF", "#1A1A1A", "#D0D0D0"
_ACROSS = 3
_HANDFUL = 10


@dataclass(frozen=True, slots=True)
class Bars:
    """What a few ways of forecasting reach on one set of data: (what it is called, share right), worst first.

    The first bar is what treating everyone alike reaches, the last what going by the record does.
    """

    title: str
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One part of the digest as a picture: `png` is the file, `alt` says what it shows."""

    part: Part
    alt: str
    png: bytes


def calibration(evaluations: Sequence[Evaluation], path: Path) -> None:
    """Save as PNG, a panel a file: of the forecasts given a probability, in how many was it right?

    A probability that a handful of forecasts had is left out: its share says nothing. Raises OSError.
    """
    across = min(len(evaluations), _ACROSS)
    down = -(-len(evaluations) // across)
    figure = _figure(4.0 * across, 4.4 * down)
    for place, evaluation in enumerate(evaluations, 1):
        axes = figure.add_subplot(down, across, place)
        _calibration(axes, evaluation)
    figure.savefig(path, format="png", dpi=110)


def cost_of_alike(groups: Sequence[Bars], path: Path) -> None:
    """Save as PNG what treating everyone alike costs, a group of bars a set of data. Raises OSError."""
    rows = sum(len(group.shares) for group in groups)
    figure = _figure(9.0, 0.36 * rows + 0.55 * len(groups) + 0.6)
    axes = figure.add_subplot()
    at, places, names = 0.0, [], []
    for group in groups:
        axes.text(0.0, at, group.title, color=_INK, weight="bold", va="center", ha="left", fontsize=10)
        last = len(group.shares) - 1
        for number, (name, share) in enumerate(group.shares):
            at += 1
            colour = _BLUE if number == last else _ORANGE if number == 0 else _GREY
            axes.barh(at, share, color=colour, height=0.78)
            axes.text(share + 0.008, at, f"{int(100 * share + 0.5)} %", color=_INK, va="center", fontsize=9)
            places.append(at)
            names.append(name)
        at += 1.5
    axes.set_yticks(places, names, fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(at - 0.8, -0.6)
    _in_shares(axes, "share of hidden choices that were foreseen")
    figure.savefig(path, format="png", dpi=110)


def digest_charts(digest: Digest, catalogue: Catalogue) -> list[Chart]:
    """A week's figures as pictures, one for each part in its order, its lines as alt text."""
    figures = {
        "uptake": _uptake(
            [("suggestions led with", digest.led), ("drafts spoke for", digest.pressed)][: 1 + digest.enough]
        ),
        "precision": _precision(digest.standings),
        "apart": _apart(digest.gaps, catalogue),
    }
    charts = []
    for part in parts(digest, catalogue):
        alt = f"{part.title}. {' '.join(part.lines)}".replace("[", "(").replace("]", ")")
        png = BytesIO()
        figures[part.id].savefig(png, format="png", dpi=110, metadata={"Description": alt})
        charts.append(Chart(part, alt, png.getvalue()))
    return charts


def draw_digest(digest: Digest, catalogue: Catalogue, folder: Path) -> Path:
    """Save a week's figures as digest.md with a PNG for each part, its lines as alt text; the page. Raises OSError."""
    lines = [f"# Week {week_words(digest)}"]
    for chart in digest_charts(digest, catalogue):
        part = chart.part
        (folder / f"{part.id}.png").write_bytes(chart.png)
        told = [f"- {line}" for line in part.lines]
        lines += ["", f"## {part.title}", "", *told, "", f"![{chart.alt}]({part.id}.png)"]
    page = folder / "digest.md"
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return page


def _uptake(offers: Sequence[tuple[str, Uptake]]) -> Figure:
    """What became of offers, a bar each: taken, something else chosen, not chosen yet."""
    figure = _figure(8.0, 0.6 * len(offers) + 1.4)
    axes = figure.add_subplot()
    for at, (_, one) in enumerate(offers):
        left = 0
        for label, number, colour in (
            ("taken", one.taken, _BLUE),
            ("something else chosen", one.other, _ORANGE),
            ("not chosen yet", one.offers - one.answered, _PALE),
        ):
            axes.barh(at, number, left=left, color=colour, height=0.6, label=label if at == 0 else None)
            if number:
                ink = _INK if colour == _PALE else _GROUND
                axes.text(left + number / 2, at, str(number), color=ink, ha="center", va="center", fontsize=9)
            left += number
    axes.set_yticks(range(len(offers)), [name for name, _ in offers], fontsize=9)
    axes.set_xlim(0, max(1, *(one.offers for _, one in offers)))
    axes.set_xlabel("options offered")
    axes.invert_yaxis()
    figure.legend(loc="outside upper center", ncols=3, fontsize=8, frameon=False)
    _plain(axes)
    return figure


def _precision(standings: Sequence[Standing]) -> Figure:
    """The share of upheld flags of each kind, with the interval it may lie in; kinds without verdicts have no mark."""
    figure = _figure(8.0, 0.5 * len(standings) + 1.0)
    axes = figure.add_subplot()
    for at, standing in enumerate(standings):
        trust = standing.trust
        if trust.decided:
            axes.plot(trust.interval, (at, at), color=_GREY, linewidth=3, solid_capstyle="round")
            axes.plot(trust.measured, at, marker="o", color=_BLUE, markersize=9, clip_on=False)
        told = f"{trust.upheld} of {trust.decided}" if trust.decided else "no verdicts"
        axes.text(1.03, at, told, color=_INK, va="center", fontsize=9)
    axes.set_yticks(range(len(standings)), [KIND_WORDS[one.kind] for one in standings], fontsize=9)
    axes.set_ylim(len(standings) - 0.5, -0.5)
    _in_shares(axes, "share of flags that leads upheld, and where it lies with 95 % confidence")
    return figure


def _apart(gaps: Sequence[Gap], catalogue: Catalogue) -> Figure:
    """Two bars for each option: how often drafts spoke for it, how often customers took it."""
    figure = _figure(8.0, 0.8 * max(1, len(gaps)) + 1.2)
    axes = figure.add_subplot()
    for at, gap in enumerate(gaps):
        for label, share, colour, shift in (
            ("drafts spoke for it", gap.offered_share, _ORANGE, -0.19),
            ("customers took it", gap.chosen_share, _BLUE, 0.19),
        ):
            axes.barh(at + shift, share, color=colour, height=0.34, label=label if at == 0 else None)
            axes.text(share + 0.01, at + shift, f"{100 * share:.0f} %", color=_INK, va="center", fontsize=9)
    names = [f"{dimension}:\n{option}" for dimension, option in (gap_words(gap, catalogue) for gap in gaps)]
    axes.set_yticks(range(len(gaps)), names, fontsize=9)
    _in_shares(axes, "share of drafts, and of choices")
    if gaps:
        axes.set_ylim(len(gaps) - 0.5, -0.5)
        figure.legend(loc="outside upper center", ncols=2, fontsize=8, frameon=False)
    else:
        axes.text(0.5, 0.5, "too few drafts to say", color=_INK, ha="center", va="center", transform=axes.transAxes)
    return figure


def _in_shares(axes: Axes, label: str) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel(label)
    _plain(axes)


def _calibration(axes: Axes, evaluation: Evaluation) -> None:
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1, linestyle="--")
    for score in evaluation.scores:
        colour, mark = _LOOKS[score.method]
        bins = [each for each in score.bins if each.count >= _HANDFUL]
        stated, found = [each.stated for each in bins], [each.found for each in bins]
        label = f"{score.method} ({score.calibration_error:.3f})"
        axes.plot(stated, found, color=colour, linewidth=1.5, label=label)
        sizes = [12 + 160 * each.count / evaluation.choices for each in bins]
        axes.scatter(stated, found, s=sizes, color=colour, marker=mark, alpha=0.85)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="probability stated for the likeliest", ylabel="share it was taken")
    axes.set_title(f"{evaluation.name}, {evaluation.choices} choices", fontsize=10, color=_INK)
    axes.legend(loc="lower right", fontsize=8, frameon=False, title="method (calibration error)", title_fontsize=8)
    _plain(axes)


def _figure(width: float, height: float) -> Figure:
    return Figure(figsize=(width, height), facecolor=_GROUND, layout="constrained")


def _plain(axes: Axes) -> None:
    axes.set_facecolor(_GROUND)
    axes.tick_params(colors=_INK, labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
