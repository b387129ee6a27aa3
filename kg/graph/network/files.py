"""GraphML and GEXF of a networkx graph, typed so that Gephi, yEd and networkx open them.

Written here and not by networkx, whose writers refuse None, lists and mixed types, write control characters
that no reader accepts, and give attributes called `id`, `start` or `viz` a meaning of their own.

Sources: http://graphml.graphdrawing.org/specification.html https://gexf.net/1.2/
"""

from typing import IO, TYPE_CHECKING, Any

from kg.graph.network.attributes import Column, Row, Table, tables
from kg.rdf.xml import attribute, text

if TYPE_CHECKING:
    import networkx

_GRAPHML_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_GEXF_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
"""
_NUMERIC = ("long", "double")


def write_graphml(graph: "networkx.Graph[Any]", out: IO[bytes]) -> None:
    """Write a networkx graph of any kind as GraphML; see `attributes` for what becomes of its data.

    Args:
        graph: Directed or not, with parallel edges or not; nodes may be anything.
        out: A binary stream; UTF-8 is written.
    """
    nodes, edges = tables(graph)
    out.write(_GRAPHML_HEAD.encode())
    for table in (nodes, edges):
        for column in table.columns.values():
            named = f'attr.name="{attribute(column.name)}" attr.type="{column.type}"'
            out.write(f'  <key id="{column.id}" for="{table.scope}" {named}/>\n'.encode())
    out.write(f'  <graph edgedefault="{_direction(graph)}">\n'.encode())
    for node in nodes.rows:
        out.write(f'    <node id="{attribute(node.id)}">{_data(node, nodes)}</node>\n'.encode())
    for edge in edges.rows:
        out.write(f'    <edge id="{edge.id}" {_ends(edge)}>{_data(edge, edges)}</edge>\n'.encode())
    out.write(b"  </graph>\n</graphml>\n")


def write_gexf(graph: "networkx.Graph[Any]", out: IO[bytes]) -> None:
    """Write a networkx graph of any kind as GEXF 1.2; see `attributes` for what becomes of its data.

    Labels, and weights of edges that are numbers, are written where GEXF has its own place for them.

    Args:
        graph: Directed or not, with parallel edges or not; nodes may be anything.
        out: A binary stream; UTF-8 is written.
    """
    nodes, edges = tables(graph)
    out.write(_GEXF_HEAD.encode())
    out.write(f'  <graph mode="static" defaultedgetype="{_direction(graph)}">\n'.encode())
    for table in (nodes, edges):
        out.write(f'    <attributes class="{table.scope}" mode="static">\n'.encode())
        for column in table.columns.values():
            named = f'title="{attribute(column.name)}" type="{column.type}"'
            out.write(f'      <attribute id="{column.id}" {named}/>\n'.encode())
        out.write(b"    </attributes>\n")
    out.write(b"    <nodes>\n")
    for node in nodes.rows:
        own = _own(node, nodes, {"label"}) or f' label="{attribute(node.id)}"'
        values = _attvalues(node, nodes)
        out.write(f'      <node id="{attribute(node.id)}"{own}>{values}</node>\n'.encode())
    out.write(b"    </nodes>\n    <edges>\n")
    for edge in edges.rows:
        own = _own(edge, edges, {"label", "weight"})
        out.write(
            f'      <edge id="{edge.id}" {_ends(edge)}{own}>{_attvalues(edge, edges)}</edge>\n'.encode()
        )
    out.write(b"    </edges>\n  </graph>\n</gexf>\n")


def _direction(graph: "networkx.Graph[Any]") -> str:
    return "directed" if graph.is_directed() else "undirected"


def _ends(edge: Row) -> str:
    return f'source="{attribute(edge.source)}" target="{attribute(edge.target)}"'


def _data(row: Row, table: Table) -> str:
    told = ((table.columns[name], value) for name, value in sorted(row.values.items()))
    return "".join(f'<data key="{column.id}">{text(column.write(value))}</data>' for column, value in told)


def _own(row: Row, table: Table, names: set[str]) -> str:
    """Write the values that GEXF keeps on the element itself."""
    columns = [table.columns[name] for name in sorted(names & row.values.keys())]
    return "".join(
        f' {column.name}="{attribute(column.write(row.values[column.name]))}"'
        for column in columns
        if _is_own(column)
    )


def _is_own(column: Column) -> bool:
    return column.name == "label" or (column.name == "weight" and column.type in _NUMERIC)


def _attvalues(row: Row, table: Table) -> str:
    told = ((table.columns[name], value) for name, value in sorted(row.values.items()))
    values = (
        f'<attvalue for="{column.id}" value="{attribute(column.write(value))}"/>'
        for column, value in told
        if not _is_own(column)
    )
    return f"<attvalues>{''.join(values)}</attvalues>"
