"""An editor and a publisher at work: a draft, its order, a question with its preview, review, publication."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, expect

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition, Kind, Question
from assessment.workshop import spreadsheet
from assessment.workshop.item_statistics import count_items
from tests import make
from tests.browser.conftest import Watch, look_at
from tests.browser.walk import tab_to
from tests.make import NOON
from tests.questionnaire.strategies.editions import shipped
from tests.workshop.crowd import submit
from tests.workshop.test_trial import fill_in, questions_of

pytestmark = pytest.mark.django_db(transaction=True)
HARD = "How often did you not hand a system over?"


def desk_of(browser: Browser, watch: Watch, site: str, person: User) -> Page:
    """The person's own browser, signed in."""
    client = Client()
    client.force_login(person)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    page = context.new_page()
    watch.attach(page)
    return page


def press(page: Page, name: str) -> None:
    """A link or a button by its words, then wait for the page it leads to."""
    words = f"a:text-is('{name}'), input[value='{name}'], button:text-is('{name}')"
    with page.expect_navigation():
        page.locator(words).locator("visible=true").first.click()


def test_an_editor_and_a_publisher_bring_an_edition_out(browser: Browser, watch: Watch, site: str) -> None:
    live = Edition.objects.for_questionnaire("full").published().get()
    submit(live, [{}] * 20)
    editor, publisher = make.staff("editor", "editor"), make.staff("publisher", "publisher")
    desk = desk_of(browser, watch, site, editor)
    draft = starts_a_draft(desk, site, live)
    code = moves_the_first_down_by_keyboard(desk, draft)
    rewrite_question(desk, site, draft.questions.get(code=code))
    adds_a_language(desk, site, draft)
    tries_out_and_sends(desk, site, draft)
    reads_and_publishes(desk_of(browser, watch, site, publisher), site, draft)
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer, draft.publisher) == ("published", publisher, publisher)


def starts_a_draft(desk: Page, site: str, live: Edition) -> Edition:
    desk.goto(f"{site}/admin/questionnaire/edition/{live.pk}/change/")
    press(desk, "Start a new draft")
    press(desk, "Start the draft")
    return Edition.objects.for_questionnaire("full").get(state="draft")


def test_an_editor_drags_a_position_to_another_place(browser: Browser, watch: Watch, site: str) -> None:
    live = Edition.objects.for_questionnaire("pulse").published().get()
    editor = make.staff("editor", "editor")
    draft = actions.start_draft(live, by=editor)
    before = list(draft.questions.order_by("position"))
    desk = desk_of(browser, watch, site, editor)
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/change/")
    handles = desk.locator("tr.has_original td.original p")
    handles.nth(2).drag_to(handles.nth(0), target_position={"x": 5, "y": 3})
    numbers = desk.locator("tr.has_original input[name$='-position']").evaluate_all(
        "inputs => inputs.map((input) => input.value)"
    )
    assert numbers == [str(number) for number in range(1, len(before) + 1)]
    stays_with_unsaved_work(desk, "#desk-nav a >> nth=0")
    press(desk, "Save")
    after = list(draft.questions.order_by("position"))
    assert after == [before[2], before[0], before[1], *before[3:]]
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/translate/de/{after[0].pk}/")
    desk.locator("#id_text").fill("Wie oft?")
    stays_with_unsaved_work(desk, "a.closelink")
    expect(desk.locator("#id_text")).to_have_value("Wie oft?")


def stays_with_unsaved_work(desk: Page, link: str) -> None:
    """Leaving the page asks first, and staying stays."""
    questions_asked: list[str] = []
    address = desk.url

    def stay(dialog: Dialog) -> None:
        questions_asked.append(dialog.type)
        dialog.dismiss()

    desk.once("dialog", stay)
    with desk.expect_event("dialog"):
        desk.locator(link).first.click()
    assert questions_asked == ["beforeunload"]
    assert desk.url == address


def moves_the_first_down_by_keyboard(desk: Page, draft: Edition) -> str:
    """The code of what was the first deed; what had been typed above is saved on the way."""
    in_order = draft.questions.filter(kind=Kind.FREQUENCY).order_by("position")
    first, second = in_order[:2]
    desk.locator("#id_changes").fill("One question says more plainly what counts.")
    desk.locator(f"button[name=_up][value='{first.pk}']").focus()  # the deeds stand below what is keyed
    tab_to(desk, f"button[name=_down][value='{first.pk}']")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile("#move-"))
    assert list(in_order.all()[:2]) == [second, first]
    look_at(desk)
    desk.set_viewport_size({"width": 1440, "height": 900})
    return first.code


def rewrite_question(desk: Page, site: str, question: Question) -> None:
    """With the page beside it: nothing is stored before Save."""
    desk.emulate_media(color_scheme="light")
    desk.goto(f"{site}/admin/questionnaire/question/{question.pk}/change/")
    preview = desk.frame_locator("#preview")
    expect(preview.locator("h1")).to_have_text(question.text)
    desk.locator("summary").filter(has_text="Administration").click()
    for kind, visible in [("pair", (True, False)), ("belief", (False, True)), ("frequency", (False, False))]:
        desk.locator("#id_kind").select_option(kind)
        for fields, is_visible in zip([".of-pair", ".of-keyed"], visible, strict=True):
            expect(desk.locator(fields)).to_be_visible(visible=is_visible)
    desk.locator("#id_text").fill(HARD)
    expect(preview.locator("h1")).to_have_text(HARD)
    expect(desk.locator("#wording")).to_contain_text("“system” comes from the site’s own message.")
    assert Question.objects.get(pk=question.pk).text == question.text
    body = preview.locator("body")
    expect(body).to_have_css("background-color", "rgb(243, 245, 244)")
    desk.get_by_label("Dark", exact=True).check()
    expect(body).to_have_css("background-color", "rgb(8, 21, 44)")
    desk.get_by_label("Desktop", exact=True).check()
    expect(desk.locator("#preview")).to_have_js_property("clientWidth", 1440)
    assert body.evaluate("() => innerWidth") == 1440
    look_at(desk)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.locator("#id_text").fill("How often did you hand a piece of work over?")
    is_asked_before_losing_work(desk, question)
    desk.keyboard.press("Control+s")
    desk.wait_for_load_state()
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert Question.objects.get(pk=question.pk).text == "How often did you hand a piece of work over?"


def is_asked_before_losing_work(desk: Page, question: Question) -> None:
    """Leaving the page with unsaved work asks first, and staying keeps it."""
    expect(desk.locator(".bench-status")).to_have_text("Not saved yet")
    stays_with_unsaved_work(desk, ".bench-step[rel=next]")
    expect(desk.locator("#id_text")).to_have_value("How often did you hand a piece of work over?")
    assert desk.url.endswith(f"/question/{question.pk}/change/")


def adds_a_language(desk: Page, site: str, draft: Edition) -> None:
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/translate/")
    desk.get_by_label("Language", exact=True).select_option("fr")
    press(desk, "Add")
    expect(desk.get_by_role("heading", name="French")).to_be_visible()
    look_at(desk)
    press(desk, "Remove")
    expect(desk.get_by_role("heading", name="French")).to_have_count(0)
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/spreadsheet/")
    raw = spreadsheet.write(serialization.write(draft))
    desk.get_by_label("Spreadsheet").set_input_files(
        {"name": "questions.xlsx", "mimeType": "application/octet-stream", "buffer": raw}
    )
    press(desk, "Show what it would change")
    expect(desk.locator("#content")).to_contain_text("would change nothing")
    look_at(desk)


def tries_out_and_sends(desk: Page, site: str, draft: Edition) -> None:
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/dry-run/")
    press(desk, "Do the dry run")
    expect(desk.locator("#dry-run")).to_contain_text("No verdict or only a few would differ, of 20.")
    expect(desk.locator("ins").first).to_be_visible()
    look_at(desk)
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/review/")
    press(desk, "Send to review")


def reads_and_publishes(desk: Page, site: str, draft: Edition) -> None:
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/change/")
    press(desk, "Record the review")
    look_at(desk)
    press(desk, "Yes, it is fit to publish")
    press(desk, "Publish")
    expect(desk.locator("#content")).to_contain_text("Nobody has looked at it at phone width yet.")
    sees_it_at_phone_width(desk, site, draft)
    expect(desk.locator("#content")).to_contain_text("edition 2 will be retired.")
    look_at(desk)
    desk.get_by_role("textbox", name="Reason").fill("Read by two.")
    for field in desk.locator("[name=strategy_reason]").all():  # where strategies pay
        field.fill("Edition 1 is known for it.")
    press(desk, "Publish")
    expect(desk.locator(".messagelist")).to_contain_text("is published.")


def test_strategies_that_pay_are_named_and_answered_for(browser: Browser, watch: Watch, site: str) -> None:
    publisher = make.staff("publisher", "publisher")
    draft = actions.load(shipped("full-1"), renumber=True)
    desk = desk_of(browser, watch, site, publisher)
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/phone/")
    press(desk, "I have looked at all of it")
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/publish/")
    expect(desk.locator("#strategies")).to_contain_text("The same range every time (32 to 67)")
    look_at(desk)
    desk.get_by_role("textbox", name="Reason").fill("Now.")
    desk.get_by_label("Why all the same").fill("It is asked in a trial until March.")
    press(desk, "Publish")
    expect(desk.locator(".messagelist")).to_contain_text("is published.")
    draft.refresh_from_db()
    assert draft.strategy_reason == "It is asked in a trial until March."


def sees_it_at_phone_width(desk: Page, site: str, draft: Edition) -> None:
    """What changed, as a phone shows it; then on to the page to publish on."""
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/phone/")
    phone = desk.frame_locator(".phone iframe").first
    expect(phone.locator("h1")).to_have_text("How often did you hand a piece of work over?")
    assert phone.locator("body").evaluate("() => innerWidth") == 390
    look_at(desk)
    desk.set_viewport_size({"width": 1440, "height": 900})
    press(desk, "I have looked at all of it")


def test_a_word_without_an_end_moves_no_page_sideways(browser: Browser, watch: Watch, site: str) -> None:
    live, editor = Edition.objects.for_questionnaire("full").published().get(), make.staff("editor", "editor")
    draft = actions.start_draft(live, by=editor)
    question = draft.questions.filter(kind="pair").order_by("position")[0]
    endless = {"de": dict.fromkeys(("text", "hint", "left", "right"), "Wort" * 40)}
    draft.questions.filter(pk=question.pk).update(hint="Word" * 40, translations=endless)
    desk = desk_of(browser, watch, site, editor)
    desk.set_viewport_size({"width": 390, "height": 844})
    about = f"{site}/admin/questionnaire/edition/{draft.pk}/"
    for page in ("change/", f"translate/de/{question.pk}/", "translate/", "dry-run/", "history/", "compare/"):
        desk.goto(about + page)
        assert desk.evaluate("document.documentElement.scrollWidth") == 390, page
    desk.goto(f"{site}/admin/questionnaire/question/{question.pk}/change/")
    assert desk.evaluate("document.documentElement.scrollWidth") == 390
    # Turning the poles turns what the options are worth.
    credits_before = credits_on(desk)
    desk.locator("#id_reversed").click()
    assert credits_on(desk) == credits_before[::-1] != credits_before


def credits_on(desk: Page) -> list[str]:
    rows = desk.locator("tr.has_original input[name$='-credit']")
    return [field.input_value() for field in rows.all()]


def test_without_scripts_a_button_shows_what_was_typed(browser: Browser, watch: Watch, site: str) -> None:
    editor = make.staff("editor", "editor")
    draft_from = Edition.objects.for_questionnaire("full").published().get()
    client = Client()
    client.force_login(editor)
    client.post(f"/admin/questionnaire/edition/{draft_from.pk}/draft/")
    question = Edition.objects.get(state="draft").questions.all()[0]
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/admin/questionnaire/question/{question.pk}/change/")
    page.locator("#id_text").fill(HARD)
    page.get_by_role("button", name="Show in the preview").click()
    expect(page.frame_locator("#preview").locator("h1")).to_have_text(HARD)
    expect(page.locator("#id_text")).to_have_value(HARD)
    question.refresh_from_db()
    assert question.text != HARD


def test_statistics_and_import_are_accessible(browser: Browser, watch: Watch, site: str) -> None:
    live = Edition.objects.for_questionnaire("full").published().get()
    submit(live, [{}] * 60)
    desk = desk_of(browser, watch, site, make.staff("editor", "editor"))
    desk.goto(f"{site}/admin/questionnaire/edition/{live.pk}/statistics/")
    press(desk, "Count now")
    expect(desk.get_by_text("100 % chose one answer.").first).to_be_visible()
    look_at(desk)
    desk.goto(f"{site}/admin/questionnaire/edition/import/")
    look_at(desk)
    draft = actions.start_draft(live, by=User.objects.get(email="editor@example.org"))
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/trial/")
    press(desk, "Make a link")
    expect(desk.locator(".preview-link a")).to_be_visible()
    look_at(desk)
    opens_the_link(browser, watch, site, str(desk.locator(".preview-link a").get_attribute("href")))
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/trial/")
    look_at(desk)
    press(desk, "Begin")
    look_at(desk)
    desk.get_by_role("link", name="First question").click()
    expect(desk.get_by_text("Nothing you answer here counts")).to_be_visible()
    look_at(desk)
    watch.expected.append("410 (Gone)")  # the trial once it is over
    takes_the_trial_to_its_end(desk, site, draft)


def opens_the_link(browser: Browser, watch: Watch, site: str, link: str) -> None:
    """Whoever was sent it, without an account."""
    colleague = browser.new_context(reduced_motion="reduce").new_page()
    watch.attach(colleague)
    colleague.goto(site + urlsplit(link).path)
    expect(colleague.get_by_role("heading", name="Somebody asks you to try a draft")).to_be_visible()
    look_at(colleague)


def takes_the_trial_to_its_end(desk: Page, site: str, draft: Edition) -> None:
    """Its review, its result, and the page of a trial that is over; the answers are given in the session."""
    client = Client()
    for cookie in desk.context.cookies(site):
        client.cookies[cookie["name"]] = cookie["value"]
    fill_in(client, "", questions_of(draft))
    trial = desk.url.partition("q/")[0]
    desk.goto(f"{trial}review/")
    look_at(desk)
    desk.goto(f"{trial}result/")
    expect(desk.get_by_text("This is the page people would get for these answers")).to_be_visible()
    look_at(desk)
    press(desk, "Erase my answers")
    desk.goto(f"{trial}review/")
    expect(desk.get_by_role("heading", name="This trial is over")).to_be_visible()
    look_at(desk)


@pytest.mark.parametrize("width", [1024, 1440])
def test_a_question_and_its_list_fit_a_screen(browser: Browser, watch: Watch, site: str, width: int) -> None:
    live = Edition.objects.for_questionnaire("full").published().get()
    submit(live, [{}] * 20)
    count_items(live, at=NOON)
    editor = make.staff("editor", "editor")
    draft = actions.start_draft(live, by=editor)
    question = draft.questions.filter(kind="judgement").order_by("position", "form")[0]
    desk = desk_of(browser, watch, site, editor)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(f"{site}/admin/questionnaire/question/{question.pk}/change/")
    boxes = [desk.locator(name).bounding_box() for name in ("#id_text", "#wording", "#preview", ".bench-bar")]
    text, words, preview, bar = [box for box in boxes if box]
    for box in (text, words, bar):
        assert box["y"] + box["height"] <= 900  # seen without scrolling, at the head of a long form
    assert preview["y"] < 600
    assert preview["x"] > text["x"] + text["width"]
    expect(desk.locator(".field-weight")).to_be_hidden()
    for query in (f"?edition__id__exact={live.pk}", ""):
        desk.goto(f"{site}/admin/questionnaire/question/{query}")
        edge = desk.locator("#result_list").evaluate("table => table.getBoundingClientRect().right")
        assert edge <= width


def sign_in(page: Page, site: str, person: User) -> None:
    """In the session that the browser has by now, as signing in on its page does."""
    client = Client()
    for cookie in page.context.cookies(site):
        client.cookies[cookie["name"]] = cookie["value"]
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": site}])


def test_a_session_that_ends_loses_nothing_typed(browser: Browser, watch: Watch, site: str) -> None:
    live = Edition.objects.for_questionnaire("full").published().get()
    editor = make.staff("editor", "editor")
    draft = actions.start_draft(live, by=editor)
    question = draft.questions.filter(kind="frequency").order_by("position")[0]
    address = f"{site}/admin/questionnaire/question/{question.pk}/change/"
    desk = desk_of(browser, watch, site, editor)
    desk.goto(address)
    Session.objects.all().delete()
    desk.locator("#id_text").fill(HARD)
    expect(desk.locator("#wording")).to_contain_text("Your session has ended.")
    expect(desk.frame_locator("#preview").locator("body")).not_to_contain_text("Sign in")
    desk.locator("[name=_continue]:visible").click()
    desk.wait_for_url(re.compile("sign-in|login"))
    sign_in(desk, site, editor)
    desk.goto(address)
    expect(desk.locator("#id_text")).to_have_value(HARD)
    expect(desk.locator(".messagelist")).to_contain_text("It is not saved yet.")
    with desk.expect_navigation():
        desk.locator("[name=_continue]:visible").click()
    question.refresh_from_db()
    assert question.text == HARD
