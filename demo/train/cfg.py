"""Reads a darknet cfg: a list of sections, each a dict of its options with the key `type`."""


def read_cfg(path):
    """Sections of a cfg in file order, the first of them [net]; values stay strings."""
    sections = []
    with open(path, encoding="utf-8") as file:
        for raw in file:
            line = raw.split("#")[0].strip()
            if not line:
                continue
            if line.startswith("["):
                sections.append({"type": line.strip("[]")})
            else:
                key, value = line.split("=", 1)
                sections[-1][key.strip()] = value.strip()
    return sections


def numbers(section, key):
    """A comma-separated option as floats."""
    return [float(word) for word in section[key].split(",")]
