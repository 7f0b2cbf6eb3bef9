"""Administrative divisions the platform knows by name (GB/T 2260). Others are entered as six digits."""

from collections.abc import Mapping

# county-level code → (city, name); Wenzhou and Ningbo.
DIVISIONS: Mapping[str, tuple[str, str]] = {
    "330302": ("温州市", "鹿城区"),
    "330303": ("温州市", "龙湾区"),
    "330304": ("温州市", "瓯海区"),
    "330305": ("温州市", "洞头区"),
    "330324": ("温州市", "永嘉县"),
    "330326": ("温州市", "平阳县"),
    "330327": ("温州市", "苍南县"),
    "330328": ("温州市", "文成县"),
    "330329": ("温州市", "泰顺县"),
    "330381": ("温州市", "瑞安市"),
    "330382": ("温州市", "乐清市"),
    "330383": ("温州市", "龙港市"),
    "330203": ("宁波市", "海曙区"),
    "330205": ("宁波市", "江北区"),
    "330206": ("宁波市", "北仑区"),
    "330211": ("宁波市", "镇海区"),
    "330212": ("宁波市", "鄞州区"),
    "330213": ("宁波市", "奉化区"),
    "330225": ("宁波市", "象山县"),
    "330226": ("宁波市", "宁海县"),
    "330281": ("宁波市", "余姚市"),
    "330282": ("宁波市", "慈溪市"),
}


def division_name(code: str) -> str:
    """温州市鹿城区; the code itself when the name is not known."""
    found = DIVISIONS.get(code)
    if found is not None:
        return "".join(found)
    if code.endswith("00"):
        return next((city for county, (city, _name) in DIVISIONS.items() if county[:4] == code[:4]), code)
    return code


def division_in(address: str) -> str:
    """The division an address names, when exactly one is named; else nothing. City and county must both be there."""
    found = [code for code, (city, name) in DIVISIONS.items() if name in address and city in address]
    return found[0] if len(found) == 1 else ""
