"""Texts that Python cannot read: the code, the exact place, and the text after the one repair that is offered."""

import pytest

from app.errors import ReadError

MISTAKES = [  # source, code, the text at the place, the text after the repair (None: no repair)
    # characters
    ("print(“안녕”)", "smart-quote", "“", 'print("안녕")'),
    ("x = ‘a’ + ‘b’", "smart-quote", "‘", "x = 'a' + 'b'"),
    ('print("hi”)', "smart-quote", "”", 'print("hi")'),
    ("x = “it's”", "smart-quote", "“", 'x = "it\'s"'),
    ('x = “say "hi"”', "smart-quote", "“", "x = 'say \"hi\"'"),
    ("a = torch.tensor（[1，2]）", "look-alike-character", "（", "a = torch.tensor([1,2])"),
    ("if a：\n    b ＝ 3", "look-alike-character", "：", "if a:\n    b = 3"),
    ("x = １２", "look-alike-character", "１", "x = 12"),
    ("b = 3 – 2 − 1", "look-alike-character", "–", "b = 3 - 2 - 1"),
    ("x = 2 × 3 ÷ 4", "look-alike-character", "×", "x = 2 * 3 / 4"),
    ("if a ≤ 3: pass", "look-alike-character", "≤", "if a <= 3: pass"),
    ("Q = 3*a³ - b²", "look-alike-character", "³", "Q = 3*a**3 - b**2"),
    ("x = …", "look-alike-character", "…", "x = ..."),
    ("x\u00a0=\u00a01", "invisible-character", "\u00a0", "x = 1"),
    ("x\u200d=1", "invisible-character", "\u200d", "x=1"),
    ("\u200bx = 1", "invisible-character", "\u200b", "x = 1"),
    ("R=1\x00", "invisible-character", "\x00", "R=1"),
    ("x = '\ud800'", "invisible-character", "\ud800", "x = ''"),
    ("a = ?", "stray-character", "?", None),
    ("🙂 = 1", "stray-character", "🙂", None),
    # what a page leaves out
    ("for e in n:\n……\n    x = 1\n………\n", "left-out", "……", "for e in n:\n    ...\n    x = 1\n...\n"),
    ("def f():\n  ....\n", "left-out", "....", "def f():\n    ...\n"),
    ("x = 1\n⋮\ny = 2", "left-out", "⋮", "x = 1\n...\ny = 2"),
    ("while True:\n    x = 1\n    . . .", "left-out", ". . .", "while True:\n    x = 1\n    ..."),
    # what a page puts around
    ("text it's\n```python\na = 1\n```\nmore\n~~~\nb = 2\n~~~", "pasted-fence", "```", "a = 1\nb = 2\n"),
    ("a = 1\n```", "pasted-fence", "```", "a = 1\n"),
    ("    ```python\n    a = 1\n    ```", "pasted-fence", "```", "a = 1\n"),
    (">>> a = 1\n>>> a\n1\n>>> for i in x:\n...     print(i)\n...\n2", "pasted-prompt", ">>>",
     "a = 1\na\n# 1\nfor i in x:\n    print(i)\n\n# 2\n"),
    ("In [1]: x = 3\n\nIn [2]: for i in x:\n   ...:     print(i)\n   ...:\n1\nOut[2]: 3", "pasted-prompt", "In [1]:",
     "x = 3\n\nfor i in x:\n    print(i)\n\n# 1\n# Out[2]: 3\n"),
    ("In [1]: x = 3", "pasted-prompt", "In [1]:", "x = 3\n"),
    ("1 import torch\n2 for i in x:\n3     print(i)", "pasted-line-numbers", "1", "import torch\nfor i in x:\n    print(i)\n"),
    (" 9: a = 1\n10: b = 2", "pasted-line-numbers", "9:", "a = 1\nb = 2\n"),
    ("!pip install torch\n%matplotlib inline\nx = 1", "notebook-command", "!pip install torch",
     "# !pip install torch\n# %matplotlib inline\nx = 1"),
    # indentation
    ("class A:\n\tdef f(self):\n        return g(\n        \t2)\n\tdef h(self):\n\t\treturn 1", "mixed-tabs", "        ",
     "class A:\n    def f(self):\n        return g(\n            2)\n    def h(self):\n        return 1"),
    ("for x in y:\n    a = 1\n\tb = 2", "mixed-tabs", "\t", "for x in y:\n    a = 1\n    b = 2"),
    ("    a = 1\n    b = 2", "unexpected-indent", "    ", "a = 1\nb = 2"),
    ("a = 1\n    b = 2\nc = 3", "unexpected-indent", "    ", "a = 1\nb = 2\nc = 3"),
    ("if x:\n    a\n  b\nc", "unindent", "  ", "if x:\n    a\n    b\nc"),
    ("for i in x:\nprint(i)\n\nz = 1", "block-missing", "print", "for i in x:\n    print(i)\n\nz = 1"),
    ("for i in x:\n    # nothing yet", "block-missing", "for", "for i in x:\n    ...\n    # nothing yet"),
    ("".join(" " * n + "if 1:\n" for n in range(150)), "indented-too-deep", "if", None),
    # brackets and quotes
    ("a = (1,\nb = 2\n", "bracket-not-closed", "(", "a = (1,)\nb = 2\n"),
    ("for i in range(3:\n    print(i)", "bracket-not-closed", "(", "for i in range(3):\n    print(i)"),
    ("a = [1, 2\nfor x in a:\n    print(x)", "bracket-not-closed", "[", "a = [1, 2]\nfor x in a:\n    print(x)"),
    ("foo(a, b[1)", "bracket-mismatch", ")", "foo(a, b[1])"),
    ("a = 1)", "bracket-not-opened", ")", "a = 1"),
    ("print('abc)", "quote-not-closed", "'", "print('abc')"),
    ('x = f("abc, 2)', "quote-not-closed", '"', 'x = f("abc, 2")'),
    ("x = '''abc\ndef", "quote-not-closed", "'''", "x = '''abc\ndef'''"),
    # statements
    ("for i in range(3)\n    print(i)", "colon-missing", "for", "for i in range(3):\n    print(i)"),
    ("def f(x)  # f\n    return x", "colon-missing", "def", "def f(x):  # f\n    return x"),
    ("class A(nn.Module);\n    pass", "colon-missing", "class", "class A(nn.Module):\n    pass"),
    ("if x = 3:\n    y = 1", "assignment-in-condition", "=", "if x == 3:\n    y = 1"),
    ("print 'x', y", "print-statement", "print", "print('x', y)"),
    ("if a:\n  b\nelse if c:\n  d", "else-if", "else if", "if a:\n  b\nelif c:\n  d"),
    ("if x:\n    y\n    else:\n    z", "lone-word", "else", "if x:\n    y\nelse:\n    z"),
    ("else:\n    x = 1", "lone-word", "else", None),
    ("try:\n  x\nexcept E, e:\n  pass", "except-comma", ",", "try:\n  x\nexcept E as e:\n  pass"),
    ("x = 3a + 2b", "implicit-multiplication", "3a", "x = 3*a + 2*b"),
    ("f(x y)", "comma-missing", "x y", "f(x, y)"),
    ("a = [1, 2 3]", "comma-missing", "2 3", "a = [1, 2, 3]"),
    ('print("a" "b" c)', "comma-missing", '"b" c', 'print("a" "b", c)'),
    ("i++", "foreign-operator", "++", "i += 1"),
    ("if a && b: pass", "foreign-operator", "&&", "if a and b: pass"),
    ("if a||b: pass", "foreign-operator", "||", "if a or b: pass"),
    ("// a remark\nx = 1", "foreign-operator", "//", "# a remark\nx = 1"),
    ("f(x) = 3*x", "function-notation", "f(x)", "def f(x):\n    return 3*x"),
    ("3 = x", "assignment-target-program", "3", None),
    ("lambda = 0.1\ny = a + lambda*b", "keyword-as-name", "lambda", "lambda_ = 0.1\ny = a + lambda_*b"),
    ("x = a +", "operand-missing", "+", None),
    ("x = 5 if y", "syntax", "5 if y", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "code", "at", "mended"),
    MISTAKES,
    ids=[row[0][:30].encode("unicode_escape").decode() for row in MISTAKES],
)
def test_the_place_and_the_repair(unread, applied, source, code, at, mended):
    error = unread(source)
    assert isinstance(error, ReadError)
    assert error.code == code
    assert source[slice(*error.span)] == at
    assert [applied(source, repair) for repair in error.repairs] == ([] if mended is None else [mended])


@pytest.mark.parametrize(("source", "mended"), [(row[0], row[3]) for row in MISTAKES if row[3] is not None])
def test_a_repaired_text_is_read_or_goes_wrong_further_right(script, unread, source, mended):
    before = unread(source)
    if not fails(script, mended):
        return
    after = unread(mended)
    assert len(mended) - after.span.start < len(source) - before.span.start or after.code != before.code


def fails(script, source):
    try:
        script(source)
    except ReadError:
        return True
    return False


def test_python_s_own_words_stand_beside_ours(unread):
    assert unread("x = (1").facts["torch"] == "SyntaxError: '(' was never closed"
    assert unread("if x:\ny").facts["torch"].startswith("IndentationError: ")


def test_several_mistakes_are_mended_one_after_the_other(script, unread, applied):
    source = "```python\nfor e in range（3）\n……\n\tprint(“x”)\n        y = 3a\n```"
    codes = []
    for _ in range(8):
        try:
            script(source)
            break
        except ReadError as error:
            codes.append(error.code)
            source = applied(source, error.repairs[0])
    assert codes == [
        "pasted-fence", "left-out", "look-alike-character", "colon-missing", "mixed-tabs", "unexpected-indent",
        "implicit-multiplication",
    ]  # fmt: skip
    assert source == 'for e in range(3):\n    ...\n    print("x")\n        y = 3*a\n'.replace(
        "        y", "    y"
    ) or unread(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A doctest:\n>>> f(1)\n1\n```\ncode\n```\n"""\nx = 1', "x = '“quoted”'  # “and” – here …", "x = ...", "a = '…'",
        "def f(): ...", "x = {'a': 1,\n\t'b': 2}", "x = 'it''s'", "if x:\n\ty = 1", "s = r'\\d' + '\\d'", "가중치 = 1",
        "x = 1 \\\n    + 2", "x = '''a\n……\n'''", "\ufeffx = 1", "x = 1\r\ny = 2\r\n", "x = 1\ry = 2", "# -*- coding: utf-7 -*-\nR=1",
        "print('\\ud800')", "x = [1, 2\n, 3]", "x=1;y=2", "y = (x\n  for x in z)",
    ],
)  # fmt: skip
def test_what_python_reads_is_not_called_a_mistake(script, source):
    assert script(source).tree.body
