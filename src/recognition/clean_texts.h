// A document that has no shape of its own, with its texts as every other text is kept. For the files of this folder.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/text.h"

namespace khuyenhoc::recognition {

/// Every text canonical: what cannot be seen or turns text around is gone. Refuses shape.bad_text.
inline Result<json::value> clean_texts(const json::value& value, std::string_view where) {
    if (const auto* text = value.if_string()) {
        const auto clean = canonical({text->data(), text->size()});
        if (!clean) return refuse("shape.bad_text", where);
        return json::value(*clean);
    }
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const auto& one : *list) {
            auto clean = clean_texts(one, where);
            if (!clean) return clean;
            out.push_back(std::move(*clean));
        }
        return json::value(std::move(out));
    }
    if (const auto* object = value.if_object()) {
        json::object out;
        for (const auto& [name, one] : *object) {
            auto clean = clean_texts(one, where);
            if (!clean) return clean;
            out.emplace(name, std::move(*clean));
        }
        return json::value(std::move(out));
    }
    return value;
}

}  // namespace khuyenhoc::recognition
