"""Errors of the web channel, and how every error is answered."""

from __future__ import annotations

from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from common.errors import BangbanError


class WebError(BangbanError):
    """Root of what can go wrong in a request itself."""

    code = "request_invalid"
    status = 422
    messages = {"zh": "请求有误：{reason}", "en": "The request is not valid: {reason}"}


class ApiKeyWrong(WebError):
    """The API key is missing or not one of the accepted ones."""

    code = "api_key_wrong"
    status = 401
    messages = {"zh": "访问密钥不对。", "en": "The API key is missing or wrong."}


class BodyTooLarge(WebError):
    """A request body over the limit."""

    code = "body_too_large"
    status = 413
    messages = {"zh": "发送的内容太大了。", "en": "The request body is too large."}


class PathUnknown(WebError):
    """There is nothing at this address."""

    code = "not_found"
    status = 404
    messages = {"zh": "没有这个页面。", "en": "There is nothing at this address."}


def language(request: Request) -> str:
    """English for clients that ask for it, Chinese for everybody else."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def answer_error(request: Request, error: Exception) -> JSONResponse:
    """A problem in the citizen's language; on `/v1` in the shape that OpenAI's clients read."""
    known = cast(BangbanError, error)
    message = known.message(language(request))
    headers = {"Retry-After": "60"} if known.status == 429 else {}
    content: dict[str, object] = {"code": known.code, "message": message}
    if request.url.path.startswith("/v1/"):
        kind = "invalid_request_error" if known.status < 500 else "server_error"
        content = {"error": {"message": message, "type": kind, "code": known.code, "param": None}}
    return JSONResponse(content, status_code=known.status, headers=headers)


def _answer_validation(request: Request, error: Exception) -> JSONResponse:
    detail = cast(RequestValidationError, error).errors()[0]
    place = ".".join(str(part) for part in detail["loc"] if part != "body")
    return answer_error(request, WebError(reason=f"{place}: {detail['msg']}" if place else detail["msg"]))


def _answer_http(request: Request, error: Exception) -> JSONResponse:
    status = cast(HTTPException, error).status_code
    for known in (PathUnknown, BodyTooLarge):
        if status == known.status:
            return answer_error(request, known())
    answered = answer_error(request, WebError(reason=cast(HTTPException, error).detail))
    answered.status_code = status
    return answered


def _answer_unexpected(request: Request, error: Exception) -> JSONResponse:
    return answer_error(request, BangbanError())


def install(app: FastAPI) -> None:
    """Answer every error of an application in one form."""
    app.add_exception_handler(BangbanError, answer_error)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_unexpected)
