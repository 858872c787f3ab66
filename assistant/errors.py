"""Errors of conversations."""

from __future__ import annotations

from common.errors import BangbanError


class ConversationError(BangbanError):
    """Root of what can go wrong in a conversation."""

    code = "conversation_error"


class ConversationNotFound(ConversationError):
    """There is no such conversation, or the token is not its token: the same to the outside."""

    code = "conversation_not_found"
    status = 404
    messages = {
        "zh": "没有找到这次会话，可能已经过期。请重新开始。",
        "en": "This conversation was not found; it may have expired. Please start again.",
    }


class MessageEmpty(ConversationError):
    """A message without any words."""

    code = "message_empty"
    status = 422
    messages = {"zh": "请输入您要问的事情。", "en": "Please write what you want to ask."}


class MessageTooLong(ConversationError):
    """A message longer than the limit."""

    code = "message_too_long"
    status = 422
    messages = {
        "zh": "您输入的内容有{length}个字，最多{limit}个字。请分几次发，或者只说最要紧的。",
        "en": "Your message has {length} characters; the limit is {limit}. Please send it in parts.",
    }


class EventInvalid(ConversationError):
    """An incoming event that is not JSON, unknown, or not of its form."""

    code = "event_invalid"
    status = 422
    messages = {
        "zh": "没有看懂这条消息（{reason}）。请刷新页面再试。",
        "en": "This event could not be read ({reason}).",
    }


class HelloExpected(ConversationError):
    """Something else than `hello` came first on a connection."""

    code = "hello_expected"
    status = 422
    messages = {
        "zh": "连接还没有建立好，请稍等再发。",
        "en": "The first event of a connection must be hello.",
    }


class FileTypeRefused(ConversationError):
    """A file that is neither PDF nor JPEG nor PNG, by its content."""

    code = "file_type_refused"
    status = 415
    messages = {
        "zh": "“{name}”不能上传。可以上传照片（JPG、PNG）或者PDF文件。",
        "en": '"{name}" cannot be uploaded. Photos (JPEG, PNG) and PDF files can.',
    }


class FileTooLarge(ConversationError):
    """A file over the limit."""

    code = "file_too_large"
    status = 413
    messages = {
        "zh": "文件太大了，最多{megabytes}MB。请压缩照片或者分开上传。",
        "en": "The file is too large; the limit is {megabytes} MB.",
    }


class FileEmpty(ConversationError):
    """A file without content."""

    code = "file_empty"
    status = 422
    messages = {"zh": "文件是空的，请重新选择。", "en": "The file is empty."}


class FileNotFound(ConversationError):
    """No file with this id belongs to the conversation."""

    code = "file_not_found"
    status = 404
    messages = {
        "zh": "没有找到这个文件，请重新上传。",
        "en": "The file was not found; please upload it again.",
    }


class MessageNotFound(ConversationError):
    """No answer with this number in the conversation."""

    code = "message_not_found"
    status = 404
    messages = {"zh": "没有找到要评价的回答。", "en": "The answer to be rated was not found."}


class TooManyRequests(ConversationError):
    """More than the limit in a minute."""

    code = "too_many_requests"
    status = 429
    messages = {
        "zh": "您发得太快了，请稍等一会儿再试。",
        "en": "That was too fast. Please wait a moment and try again.",
    }
