# What the rules beside this file must flag ("ruleid") and must let be ("ok"). Nothing of it ever runs.
# ruff: noqa
# mypy: ignore-errors
import os, pickle, subprocess, urllib.request
from pathlib import Path

import yaml
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt


def statements(cursor, rows, name):
    # ruleid: sql-from-strings
    cursor.execute(f"select * from t where name = '{name}'")
    # ruleid: sql-from-strings
    cursor.execute("select * from t where name = '%s'" % name)
    # ruleid: sql-from-strings
    cursor.execute("select * from t where name = '{}'".format(name))
    text = "select * from t where name = " + name
    # ruleid: sql-from-strings
    rows.raw(text)
    # ok: sql-from-strings
    cursor.execute("select * from t where name = %s", [name])
    # ok: sql-from-strings
    cursor.execute(sql.SQL("select * from {}").format(sql.Identifier("t")))


def files(request, storage, form):
    upload = request.FILES["calendar"]
    # ruleid: name-from-a-visitor-reaches-the-disk
    open("/srv/" + upload.name)
    # ruleid: name-from-a-visitor-reaches-the-disk
    Path("/srv", upload.name)
    # ruleid: name-from-a-visitor-reaches-the-disk
    Path("/srv") / request.GET["file"]
    # ruleid: name-from-a-visitor-reaches-the-disk
    os.path.join("/srv", form.cleaned_data["name"])
    # ruleid: name-from-a-visitor-reaches-the-disk
    storage.save(upload.name, upload)
    # ruleid: name-from-a-visitor-reaches-the-disk
    FileResponse(request.GET["file"])
    # ok: name-from-a-visitor-reaches-the-disk
    open("/srv/rules.txt")


def ways(request):
    # ruleid: redirect-to-what-a-visitor-sent
    redirect(request.POST["next"])
    there = request.GET.get("next", "/")
    if url_has_allowed_host_and_scheme(there, None):
        # ok: redirect-to-what-a-visitor-sent
        return redirect(there)
    # ok: redirect-to-what-a-visitor-sent
    redirect(KNOWN.get(request.POST["then"], "/"))
    # ruleid: redirect-to-what-a-visitor-sent
    return HttpResponseRedirect(there)


def hosts(request):
    # ruleid: another-host-named-by-a-visitor
    urllib.request.urlopen(request.GET["feed"])
    # ok: another-host-named-by-a-visitor
    urllib.request.urlopen("https://example.org/")
    # ruleid: host-of-the-request
    request.get_host()
    # ruleid: host-of-the-request
    request.build_absolute_uri("/r/")
    # ruleid: address-of-the-visitor
    request.META["REMOTE_ADDR"]
    # ruleid: address-of-the-visitor
    request.META.get("HTTP_X_FORWARDED_FOR", "")
    # ok: address-of-the-visitor
    request.META["HTTP_REFERER"]


def pages(name):
    # ruleid: text-as-markup
    mark_safe(name)
    # ruleid: text-as-markup
    format_html(name)
    # ok: text-as-markup
    format_html("<b>{}</b>", name)
    # ruleid: text-as-markup
    HttpResponse(f"<p>{name}</p>")
    # ok: text-as-markup
    HttpResponse("ok")


def code(text):
    # ruleid: text-that-runs
    eval(text)
    # ruleid: text-that-runs
    pickle.loads(text)
    # ruleid: text-that-runs
    yaml.load(text)
    # ruleid: text-that-runs
    subprocess.run(text, shell=True)
    # ok: text-that-runs
    subprocess.run(["ls", text])


# ruleid: change-without-token
@csrf_exempt
def unguarded(request): ...
