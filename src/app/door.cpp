#include "app/door.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/program.h"
#include "base/check.h"
#include "base/crypto.h"

namespace khuyenhoc::app {

namespace {

class Guest : public http::Visitor {
public:
    Guest(accounts::Accounts& accounts, std::shared_ptr<const accounts::Standing> standing) : accounts_(accounts), standing_(std::move(standing)) {
        caller_.actor = "nobody";
        if (standing_ == nullptr) return;
        caller_.account = standing_->account;
        caller_.session = standing_->session;
        caller_.actor = "a" + std::to_string(standing_->account);
    }

    Result<void> may_try(const May& may, std::string_view line) override {
        auto tried = accounts_.may_try(standing_.get(), may, line);
        if (!tried) return turned_away(std::move(tried.error()), line);
        return {};
    }
    Result<void> admit(const May& may, std::string_view line, store::Connection& db, std::int64_t province, json::object& fields) override {
        if (auto paced = keep_pace(may, line); !paced) return turned_away(std::move(paced.error()), line);
        auto admitted = accounts_.admit(standing_.get(), may, line, db, province, fields);
        if (!admitted) return turned_away(std::move(admitted.error()), line);
        caller_ = std::move(*admitted);
        return {};
    }
    const Caller& caller() const override { return caller_; }
    const accounts::Standing* standing() const { return standing_.get(); }

private:
    /// Before it costs anything. What stands open, and what is one's own, has no pace.
    Result<void> keep_pace(const May& may, std::string_view line) {
        const bool changes = !line.starts_with('/');
        if (standing_ == nullptr || (!changes && may.access == Access::open)) return {};
        const auto wait = accounts_.pace().take(standing_->account, changes ? accounts::Pace::Kind::change : accounts::Pace::Kind::reading, accounts_.now_ms());
        return wait ? accounts::too_fast(*wait) : Result<void>();
    }

    /// Somebody signed in was not let through: the operator hears which account, at what, how often.
    std::unexpected<Refusal> turned_away(Refusal refusal, std::string_view line) {
        if (standing_ != nullptr) accounts_.security().add("refused_access", standing_->account, line, refusal.code);
        return std::unexpected(std::move(refusal));
    }

    accounts::Accounts& accounts_;
    std::shared_ptr<const accounts::Standing> standing_;
    Caller caller_;
};

bool changes_something(const http::Request& request) { return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS"; }

/// Browsers say where a request comes from, and no page can make them lie: beside the Origin that the server has looked at.
bool is_of_another_site(const http::Request& request) {
    const auto site = request.header("sec-fetch-site");
    return !site.empty() && site != "same-origin" && site != "none";
}

}  // namespace

http::Doorkeeper door(accounts::Accounts& accounts) {
    return [&accounts](const http::Request& request) -> Result<std::unique_ptr<http::Visitor>> {
        const bool changes = changes_something(request);
        if (changes && is_of_another_site(request)) return refuse("http.foreign_origin");
        auto standing = accounts.standing(cookie_of(request, session_cookie(request)));
        if (changes && standing != nullptr && !is_same_secret(request.header("x-khuyenhoc-csrf"), standing->csrf)) return refuse("accounts.csrf");
        return std::make_unique<Guest>(accounts, std::move(standing));
    };
}

const accounts::Standing* standing_of(http::Visitor& visitor) {
    const auto* guest = dynamic_cast<const Guest*>(&visitor);
    check(guest != nullptr, "who is asked about has come through the door");
    return guest->standing();
}

std::function<Result<Caller>(store::Connection&, const CommandLine&, json::object&)> permit_of(http::Visitor& visitor) {
    return [&visitor](store::Connection& db, const CommandLine& line, json::object& fields) -> Result<Caller> {
        if (auto admitted = visitor.admit(line.may, line.name, db, home_province, fields); !admitted) return std::unexpected(admitted.error());
        return visitor.caller();
    };
}

std::string_view cookie_of(const http::Request& request, std::string_view name) {
    for (const auto& [header, value] : request.headers) {
        if (header != "cookie") continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            std::string_view pair = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (pair.starts_with(' ')) pair.remove_prefix(1);
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
        }
    }
    return {};
}

std::string_view session_cookie(const http::Request& request) { return request.secure ? "__Host-khuyenhoc" : "khuyenhoc"; }

std::string_view device_cookie(const http::Request& request) { return request.secure ? "__Host-khuyenhoc-device" : "khuyenhoc-device"; }

std::string set_cookie(const http::Request& request, std::string_view name, std::string_view value, std::int64_t seconds) {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", name, value, value.empty() ? 0 : seconds, request.secure ? "; Secure" : "");
}

}  // namespace khuyenhoc::app
