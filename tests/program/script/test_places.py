"""Places are code points, whatever Python counts."""

import ast

import pytest

from app.program.script.places import Places, readable


@pytest.mark.parametrize(
    "source",
    [
        "가중치 = f(ab)", "x = 1\r\n나 = '값', ab", "a = '😀😀'; ab", "x = 1\rab", "\ufeffx = ab", "y = '\u2028\x0b\x0c\x85'\nab",
        "def 함수(에이):\n    return '가', ab", "x = ('''여러\n줄''',\n  ab)",
    ],
)  # fmt: skip
def test_every_node_is_found_where_it_stands(source):
    places = Places(source)
    names = [node for node in ast.walk(ast.parse(readable(source))) if isinstance(node, ast.Name)]
    assert "ab" in [source[slice(*places.span(node))] for node in names]
    for node in names:
        assert source[slice(*places.span(node))] == node.id


def test_an_attribute_s_name_is_found_in_the_letters_it_is_written_with():
    source = "x = torch . ｏｓ"
    (node,) = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))
    assert source[slice(*Places(source).attribute(node))] == "ｏｓ"
