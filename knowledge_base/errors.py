"""Errors of the knowledge base."""

from __future__ import annotations

from common.errors import BangbanError


class KnowledgeBaseError(BangbanError):
    """Root of what can go wrong with guides."""

    code = "knowledge_base_error"


class GuideNotFound(KnowledgeBaseError):
    """No guide in force has this id."""

    code = "guide_not_found"
    status = 404
    messages = {
        "zh": "没有找到这份办事指南，它可能已经更新或者停用。",
        "en": "This service guide was not found; it may have been replaced or withdrawn.",
    }


class RegionUnknown(KnowledgeBaseError):
    """The region code is not one of this city's."""

    code = "region_unknown"
    status = 422
    messages = {
        "zh": "没有这个地区：{region_code}。请从列表中选择办理地区。",
        "en": "There is no region {region_code} here. Please choose one from the list.",
    }


class FileNotReadable(KnowledgeBaseError):
    """A file that was to be imported is missing or of a type that cannot be read."""

    code = "file_not_readable"
    status = 422
    messages = {
        "zh": "无法读取文件 {file}：{reason}",
        "en": "The file {file} cannot be read: {reason}",
    }
