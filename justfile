# What a developer of Luister does again and again. `just` alone lists it.

set windows-shell := ["powershell.exe", "-NoLogo", "-Command"]

bin := justfile_directory() / ".venv" / (if os() == "windows" { "Scripts" } else { "bin" })
python := bin / "python"

# List the recipes
default:
    @{{ just_executable() }} --list --unsorted

# Make .venv (if it is not there) and install all that developing needs
[unix]
setup:
    test -x "{{ python }}" || python3 -m venv --without-pip "{{ justfile_directory() }}/.venv"
    python3 -m pip --python "{{ python }}" install -q -e ".[dev]"

# Make .venv (if it is not there) and install all that developing needs
[windows]
setup:
    if (!(Test-Path "{{ python }}")) { py -m venv --without-pip "{{ justfile_directory() }}/.venv" }
    py -m pip --python "{{ python }}" install -q -e ".[dev]"

# All that is quick and must be clean before a commit: format, lint, types, imports, house
check:
    {{ python }} -m ruff format --check .
    {{ python }} -m ruff check .
    {{ python }} -m mypy
    {{ bin }}/lint-imports --no-logo
    {{ python }} docs/reference.py --check
    {{ python }} -m pytest -q tests/house

# Mend what can be mended without thinking
fix:
    {{ python }} -m ruff check --fix .
    {{ python }} -m ruff format .

# Run the tests; arguments go to pytest, for example: just test tests/protocol -x
test *arguments:
    {{ python }} -m pytest {{ arguments }}

# Play the story of two advisers on a relay of its own; add --headless for no screen
demo *arguments:
    {{ python }} -m tui demo {{ arguments }}

# Measure the rows of the speed table, or only those named, for example: just bench push save
bench *rows:
    {{ python }} -m tests.bench {{ rows }}

# Write the command-line reference of the docs anew from the programs themselves
docs:
    {{ python }} docs/reference.py
    {{ python }} -m pytest -q tests/house/test_docs.py

# Collect the marked texts into the catalogues and compile them
translations:
    {{ python }} -m babel.messages.frontend extract --no-location --sort-output -o .venv/luister.pot shared tui sync_server
    {{ python }} -m babel.messages.frontend update --no-fuzzy-matching -D luister -i .venv/luister.pot -d tui/locale
    {{ python }} -m babel.messages.frontend compile -D luister -d tui/locale
