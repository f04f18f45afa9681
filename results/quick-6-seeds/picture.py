"""Takes the figure of differences out of the report, as a file of its own: the README's picture.

    python3 picture.py > differences.svg
"""

import re
from pathlib import Path

page = (Path(__file__).parent / "reports" / "quick.html").read_text()
figure = re.search(r'<figure id="figure-differences">\s*(<svg class="wide".*?</svg>)', page, re.S).group(1)
style = re.search(r"<style>(.*?)</style>", page, re.S).group(1).split("@media print")[0]
# What colours and shapes need: the variables of light and dark, and the rules of the figures' own classes.
kept = [rule for rule in re.findall(r"@media \(prefers-color-scheme: dark\) \{.*?\} \}|[^{}]+\{[^{}]*\}", style, re.S)
        if re.match(r"\s*(:root|@media \(prefers|\.[lfot][. ,{])", rule)]
width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figure).groups()
head, body = figure.split(">", 1)
rules = "".join(kept) + " text { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; } #page { fill: var(--bg); }"
print(f'{head} width="{width}" height="{height}">\n<style>{rules}</style>\n'
      f'<rect id="page" width="{width}" height="{height}"/>{body}')
