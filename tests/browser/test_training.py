"""A journey through a training: another epoch by its slider, a module closed and opened, its curves, its chart."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_playground import AXE, deck, player, violations

SOURCE = """\
x = torch.tensor([[1.], [2.], [3.]])
y = 2 * x + 1
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
losses = []
for epoch in range(20):
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
plt.plot(losses)
plt.title('falling')
plt.show()
"""


def test_a_training_is_drawn_one_epoch_at_a_time(open_page: Callable[..., Page]) -> None:
    word = base64.urlsafe_b64encode(json.dumps({"source": SOURCE, "language": "torch"}).encode()).decode().rstrip("=")
    page = open_page(f"/?lang=en#s=1.j.{word}", viewport={"width": 1280, "height": 1800})
    shown = player(page)
    slider = shown.get_by_role("slider", name="epoch")
    expect(shown.locator(".turn output").first).to_have_text("epoch 20 / 20")
    cards = shown.locator(".node")
    expect(shown.get_by_role("button", name="open group model Linear")).to_be_visible()
    before = cards.count()
    places = cards.evaluate_all("cards => cards.map((card) => card.getAttribute('transform'))")

    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(shown.locator(".turn output").first).to_have_text("epoch 3 / 20")
    assert cards.evaluate_all("cards => cards.map((card) => card.getAttribute('transform'))") == places

    page.keyboard.press("Tab")
    page.keyboard.press("PageDown")
    assert deck(page, "state.cursor") == deck(page, "trace.loops")[0]["starts"][3]

    shown.get_by_role("button", name="open group model Linear").click()
    closed = shown.locator("[data-group=model].group")
    expect(closed).to_contain_text("2 parameters")
    expect(cards).to_have_count(before - 2)
    closed.locator(".turner-touch").click()
    expect(cards).to_have_count(before)

    expect(shown.locator("figcaption")).to_have_text(
        ["loss", "The way of model.weight and model.bias", "Parameters", "Gradients", "falling"]
    )
    expect(shown.locator("figure", has_text="falling")).to_be_hidden()
    page.keyboard.press("End")
    expect(shown.locator("figure", has_text="falling")).to_be_visible()
    page.evaluate(AXE.read_text())
    assert violations(page) == []
