"""Signing in: the address first, then how to go on; and what is asked before the first page."""

from typing import Any

from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from twofold.access import questions, terms
from twofold.access.adapters.asking import AnswersForm
from twofold.access.adapters.forms import SignIn
from twofold.access.adapters.stages import QuestionsStage, TermsStage
from twofold.access.queries import actor_of
from twofold.directory.verbs import people
from twofold.portal.here import site_of


class SignInView(LoginView):
    """The same page twice: for the address, then for a password or a code. Who has the address shows in neither."""

    def form_valid(self, form: SignIn) -> HttpResponse:
        """With nothing but an address, ask how to go on."""
        if form.asks_how:
            return self.render_to_response(self.get_context_data(form=form, step="how"))
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """A password that was wrong is asked for again."""
        shown: dict[str, Any] = super().get_context_data(**context)
        if self.request.POST.get("password"):
            shown["step"] = "how"
        return shown


sign_in = SignInView.as_view()


@never_cache
def accept_terms(request: HttpRequest) -> HttpResponse:
    """What has come into force since, to be accepted before going on."""
    stage, site = LoginStageController.enter(request, TermsStage.key), site_of(request)
    if stage is None:
        return redirect("account_login")
    person_id = stage.login.user.pk
    documents = terms.unaccepted(person_id, site.flow.terms)
    if request.method == "POST" and all(f"accept_{one.key}" in request.POST for one in documents):
        terms.accept(actor_of(person_id), person_id, documents, site_id=site.id)
        return _go_on(stage)
    status = 422 if request.method == "POST" else 200
    return render(request, "account/terms.html", {"documents": documents, "failed": status == 422}, status=status)


@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """What the site left for later, or needs and does not know. What is not needed can be passed over."""
    stage = LoginStageController.enter(request, QuestionsStage.key)
    if stage is None:
        return redirect("account_login")
    person_id = stage.login.user.pk
    asked = questions.unanswered(person_id, site_of(request).flow.questions)
    can_skip = not any(one.is_required for one in asked)
    if request.method != "POST":
        return _ask(request, AnswersForm(questions=asked), can_skip=can_skip)
    if can_skip and "skip" in request.POST:
        questions.pass_over(person_id, [one.field for one in asked])
        return _go_on(stage)
    form = AnswersForm(request.POST, questions=asked)
    if not form.is_valid():
        return _ask(request, form, can_skip=can_skip, status=422)
    people.edit(questions.DOOR, person_id, fields=form.answers(), source="portal")
    questions.pass_over(person_id, [one.field for one in asked if not one.is_required])
    return _go_on(stage)


def read_terms(request: HttpRequest, key: str) -> HttpResponse:
    """A document in the version that is in force, for anybody."""
    documents = terms.in_force([key])
    if not documents:
        raise Http404
    return render(request, "account/terms_text.html", {"document": documents[0]})


def _ask(request: HttpRequest, form: AnswersForm, *, can_skip: bool, status: int = 200) -> HttpResponse:
    return render(request, "account/questions.html", {"form": form, "can_skip": can_skip}, status=status)


def _go_on(stage: LoginStage) -> HttpResponse:
    response: HttpResponse = stage.exit()  # type: ignore[no-untyped-call]
    return response
