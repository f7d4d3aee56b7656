"""Words on a slide: nothing unseen in them, and a size at which they fit."""

from assessment.slides.text import clean_text, count_lines, fit_size, is_right_to_left

SIZES = (38.0, 30.0, 24.0, 18.0)


def test_line_breaks_controls_and_marks_of_direction_are_left_out() -> None:
    assert clean_text("  Meridian\n\tFoods\u202e\u2068\x0b\x00 =1+1\u2028<b> ") == "Meridian Foods =1+1 <b>"
    assert clean_text("80\u00a0% sure") == "80\u00a0% sure"
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"


def test_the_first_letter_says_in_which_direction_a_text_runs() -> None:
    directions = {text: is_right_to_left(text) for text in ("12 שלום Team", "Team שלום", "…", "مرحبا")}
    assert directions == {"12 שלום Team": True, "Team שלום": False, "…": False, "مرحبا": True}


def test_a_longer_text_is_set_smaller_and_never_below_the_smallest_size() -> None:
    sizes = [fit_size(["Words of a title " * times], 800, 80, SIZES, serif=True) for times in (1, 4, 8, 40)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (38.0, 18.0)


def test_a_word_longer_than_a_line_takes_several() -> None:
    assert count_lines("W" * 100, 200, 20) > 8
    assert count_lines("a b", 200, 20) == 1
