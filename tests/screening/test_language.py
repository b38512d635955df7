"""The expression language: XPath's rules for known values, and Kleene's for what is not known."""

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.screening.rules.language import (
    DECLINED,
    DONT_KNOW,
    UNANSWERED,
    ExpressionError,
    Symbols,
    Unknown,
    compile_tree,
    parse,
)
from minga.screening.rules.language.functions import FUNCTIONS
from minga.screening.rules.language.tokens import with_plain_quotes
from minga.screening.rules.language.tree import Arithmetic, Comparison, Literal, Logic, Negation, Reference, text_of

SYMBOLS = Symbols(
    names=frozenset({"a", "b", "c", "needs"}),
    left_out={"repeated": 30},
    codes_unknown={"a": {"98": DONT_KNOW, "99": DECLINED}, "needs": {"99": DECLINED}},
    labels={"a": {"x": "Equis"}},
    ours=True,
)


def run(text, **values):
    env = {"a": "", "b": "", "c": "", "needs": "", "$today": date(2026, 11, 21), "$now": date(2026, 11, 21), **values}
    return compile_tree(parse(text), SYMBOLS)(env)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("7 div 2", 3.5),
        ("-7 mod 3", -1.0),
        ("2 - -3", 5.0),
        ("1 = 1 and 2 > 1 or 1 = 2", True),
        ("'a' = \"a\"", True),
        ("'1' = 1", True),
        ("'' < 18", False),
        ("'' >= 0", False),
        ("'2026-05-01' < today()", True),
        ("selected('food health', 'food')", True),
        ("selected('foodx', 'food')", False),
        ("selected-at('a b c', 1)", "b"),
        ("selected-at('a b c', 9)", ""),
        ("count-selected('a b c')", 3.0),
        ("count-selected('')", 0.0),
        ("if(1 = 2, 'y', 'n')", "n"),
        ("coalesce('', 'z')", "z"),
        ("once('q')", "q"),
        ("int(-3.7)", -3.0),
        ("round(2.5)", 3.0),
        ("round(1.2345, 2)", 1.23),
        ("min(3, 1, 2)", 1.0),
        ("max(3, 1, 2)", 3.0),
        ("sum(1, 2, 3)", 6.0),
        ("concat('a', 1, 'b')", "a1b"),
        ("join('-', 'a', 'b')", "a-b"),
        ("contains('minga', 'ing')", True),
        ("starts-with('minga', 'mi')", True),
        ("string-length('niñez')", 5.0),
        ("substr('minga', 1, 3)", "in"),
        ("substring-before('a/b', '/')", "a"),
        ("substring-after('a/b', '/')", "b"),
        ("translate('aeio', 'ae', 'A')", "Aio"),
        ("regex('0991234567', '[0-9]{10}')", True),
        ("regex('x0991234567', '[0-9]{10}')", False),
        ("format-date('2026-11-21', '%d/%m/%Y')", "21/11/2026"),
        ("decimal-date-time('1970-01-02')", 1.0),
        ("date('2026-11-21') - date('2026-11-20')", 1.0),
        ("string(date('2026-01-31'))", "2026-01-31"),
        ("add-months('2026-01-31', 1)", date(2026, 2, 28)),
        ("months-between('2026-05-21', today())", 6.0),
        ("months-between('2026-05-22', today())", 5.0),
        ("not(1 = 1)", False),
        ("boolean-from-string('1')", True),
        ("jr:choice-name('x', '${a}')", "Equis"),
        ("div = 1", None),
    ],
)
def test_golden_expressions(text, result):
    if result is None:
        with pytest.raises(ExpressionError, match="bare_name"):
            run(text)
    else:
        assert run(text) == result


def test_nan_is_what_an_empty_number_is():
    assert math.isnan(run("${a} + 1"))
    assert math.isnan(run("number(${a})"))
    assert math.isnan(run("1 div 0"))


@pytest.mark.parametrize("missing", [UNANSWERED, DONT_KNOW, DECLINED])
def test_unknown_never_counts_as_no(missing):
    assert isinstance(run("${a} = 'yes'", a=missing), Unknown)
    assert isinstance(run("${a} != 'yes'", a=missing), Unknown)
    assert isinstance(run("not(${a} = 'yes')", a=missing), Unknown)
    assert isinstance(run("selected(${needs}, 'food')", needs=missing), Unknown)
    assert isinstance(run("${a} + 1", a=missing), Unknown)
    assert isinstance(run("if(${a} > 1, 1, 0)", a=missing), Unknown)
    assert isinstance(run("string-length(${a})", a=missing), Unknown)


def test_logic_decides_without_the_unknown_where_it_can():
    assert run("${a} = 'x' and 1 = 2", a=UNANSWERED) is False
    assert run("${a} = 'x' or 1 = 1", a=UNANSWERED) is True
    assert isinstance(run("${a} = 'x' and 1 = 1", a=UNANSWERED), Unknown)
    assert isinstance(run("${a} = 'x' or 1 = 2", a=UNANSWERED), Unknown)


def test_asking_about_not_knowing_itself_is_definite():
    assert run("${a} = '99'", a=DECLINED) is True
    assert run("${a} = '99'", a=DONT_KNOW) is False
    assert run("${a} != '99'", a=DECLINED) is False
    assert run("${a} = ''", a=UNANSWERED) is True
    assert run("${a} = ''", a=DECLINED) is False
    assert run("selected(${needs}, '99')", needs=DECLINED) is True
    assert run("selected(${needs}, '99')", needs=UNANSWERED) is False


def test_means_over_what_is_known():
    assert run("mean-known(${a}, 1, 0)", a=UNANSWERED) == 0.5
    assert run("mean-known('', 1)") == 1.0
    assert isinstance(run("mean-known(${a}, ${b})", a=UNANSWERED, b=DECLINED), Unknown)
    assert run("mean-known('', '')") == ""
    assert run("max-known(${a}, 0.25, 0.75)", a=UNANSWERED) == 0.75
    assert run("coalesce(${a}, 3)", a=DECLINED) == 3.0


@pytest.mark.parametrize(
    ("text", "code", "unsupported"),
    [
        ("", "empty_expression", False),
        ("1 +", "ends_early", False),
        ("(1", "missing_mark", False),
        ("1 2", "unexpected", False),
        (")", "unexpected", False),
        ("'abc", "open_quote", False),
        ("1 ; 2", "strange_sign", False),
        ("${nobody} = 1", "unknown_name", False),
        ("nothing(1)", "unknown_function", False),
        ("if(1, 2)", "wrong_count", False),
        ("regex(${a}, '(a+)+')", "unsafe_pattern", False),
        ("regex(${a}, '[')", "unsafe_pattern", False),
        ("regex(${a}, ${b})", "unsafe_pattern", False),
        ("a = 1", "bare_name", False),
        ("(" * 200 + "1" + ")" * 200, "too_deep", False),
        ("1" * 20_000, "too_long", False),
        ("position(..)", "function_unsupported", True),
        ("indexed-repeat(${a}, ${b}, 1)", "function_unsupported", True),
        ("count(${a})", "function_unsupported", True),
        ("pulldata('f', 'a', 'b', 'c')", "function_unsupported", True),
        ("once(random())", "function_unsupported", True),
        ("../a = 1", "path", True),
        ("${repeated} = 1", "refers_to_left_out", True),
    ],
)
def test_refusals_have_a_code(text, code, unsupported):
    with pytest.raises(ExpressionError) as met:
        run(text)
    assert met.value.code == code
    assert met.value.is_unsupported is unsupported


def test_our_functions_only_where_they_are_allowed():
    survey = Symbols(names=frozenset({"a"}))
    with pytest.raises(ExpressionError, match="function_only_in_rules"):
        compile_tree(parse("add-months(${a}, 6)"), survey)


def test_typographic_quotes_become_plain():
    assert with_plain_quotes("${IDP01}= ‘5’ or “a”") == "${IDP01}= '5' or \"a\""


days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@settings(deadline=None)
@given(days, st.integers(0, 600))
def test_months_between_is_the_inverse_of_add_months(start, months):
    after = FUNCTIONS["add-months"].call(start, months)
    assert FUNCTIONS["months-between"].call(start, after) == months


@settings(deadline=None)
@given(days, st.integers(1, 120))
def test_the_day_before_is_not_enough(start, months):
    after = FUNCTIONS["add-months"].call(start, months)
    assert FUNCTIONS["months-between"].call(start, date.fromordinal(after.toordinal() - 1)) == months - 1


numbers = st.integers(0, 999).map(lambda number: Literal(float(number)))
leaves = numbers | st.sampled_from(["a", "b"]).map(Reference) | st.sampled_from(["x", "y z", "é"]).map(Literal)


def _branches(inner):
    return (
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "div", "mod"]), inner, inner)
        | st.builds(Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner)
        | st.builds(lambda operator, parts: Logic(operator, tuple(parts)), st.sampled_from(["and", "or"]), _pair(inner))
        | st.builds(Negation, inner.filter(lambda node: not isinstance(node, Negation)))
    )


def _pair(inner):
    return st.lists(inner.filter(lambda node: not isinstance(node, Logic)), min_size=2, max_size=3)


trees = st.recursive(leaves, _branches, max_leaves=12)


@settings(deadline=None)
@given(trees)
def test_text_of_a_tree_reads_back_as_the_same_tree(tree):
    assert parse(text_of(tree)) == tree


truths = st.sampled_from([True, False, UNANSWERED])


@settings(deadline=None)
@given(truths, truths)
def test_three_valued_logic_agrees_with_every_possible_answer(first, second):
    """A definite result holds whatever the unknown answers turn out to be; an unknown one can go both ways."""
    for text in ("${a} and ${b}", "${a} or ${b}", "not(${a}) or ${b}"):
        result = run(text, a=first, b=second)
        possible = {
            run(text, a=one, b=two)
            for one in ([True, False] if isinstance(first, Unknown) else [first])
            for two in ([True, False] if isinstance(second, Unknown) else [second])
        }
        assert possible == ({True, False} if isinstance(result, Unknown) else {result})


@settings(deadline=None)
@given(trees)
def test_any_tree_runs_over_known_and_unknown_values(tree):
    closure = compile_tree(tree, SYMBOLS)
    for value in ("", "x", 3.0, date(2026, 1, 1), UNANSWERED):
        result = closure({"a": value, "b": value})
        assert isinstance(result, bool | float | str | date | Unknown)
