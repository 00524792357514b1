#include "oidc/oidc.h"

#include <chrono>

#include "base/bytes.h"
#include "base/crypto.h"

namespace khuyenhoc::oidc {

namespace {

constexpr std::int64_t kept_ms = 3'600'000;        ///< the document and the keys
constexpr std::int64_t keys_again_ms = 30'000;     ///< at the soonest, however many tokens name a key that is not known
constexpr std::int64_t left_alone_ms = 10'000;     ///< a provider that has failed
constexpr long errand_ms = 5'000;
constexpr std::size_t longest_code = 4096;

std::int64_t wall_clock() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// As in a form and in a query: everything but letters, digits and "-._~" escaped.
std::string escaped(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~') out += c;
        else (out += '%') += {digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string form;
    for (const auto& [name, value] : fields) {
        if (!form.empty()) form += '&';
        (form += name) += '=';
        form += escaped(value);
    }
    return form;
}

/// RFC 7636, S256.
std::string challenge_of(const std::string& verifier) { return base64_url(*from_hex(sha256_hex(verifier))); }

}  // namespace

/// One errand to the provider, with what is left of its time; others find the line taken meanwhile.
class Provider::Errand {
public:
    explicit Errand(Provider& provider) : provider_(provider), ends_(Clock::now() + std::chrono::milliseconds(errand_ms)) {
        const std::lock_guard lock(provider_.mutex_);
        has_line_ = provider_.at_once_ < most_at_once;
        if (has_line_) ++provider_.at_once_;
    }
    ~Errand() {
        const std::lock_guard lock(provider_.mutex_);
        if (has_line_) --provider_.at_once_;
    }
    Errand(const Errand&) = delete;
    Errand& operator=(const Errand&) = delete;
    bool has_line() const { return has_line_; }

    std::optional<Fetched> ask(Ask ask) const {
        ask.most_ms = std::chrono::duration_cast<std::chrono::milliseconds>(ends_ - Clock::now()).count();
        ask.authority_file = provider_.settings_.authority_file;
        if (ask.most_ms <= 0) return std::nullopt;
        return provider_.fetch_(ask);
    }

private:
    using Clock = std::chrono::steady_clock;
    Provider& provider_;
    Clock::time_point ends_;
    bool has_line_ = false;
};

Provider::Provider(Settings settings, Fetch fetch, Clock clock)
    : settings_(std::move(settings)), fetch_(fetch ? std::move(fetch) : fetch_over_http), clock_(clock ? std::move(clock) : wall_clock) {}

std::unexpected<Refusal> Provider::away(std::string_view what) {
    const std::lock_guard lock(mutex_);
    known_.failed_ms = clock_();
    return refuse("oidc.away", what);
}

std::optional<Metadata> Provider::known_metadata() {
    const std::lock_guard lock(mutex_);
    if (known_.metadata && clock_() - known_.metadata_ms < kept_ms) return known_.metadata;
    return std::nullopt;
}

Result<Metadata> Provider::metadata(Errand& errand) {
    if (auto known = known_metadata()) return *known;
    {
        const std::lock_guard lock(mutex_);
        if (clock_() - known_.failed_ms < left_alone_ms) return refuse("oidc.away", "document");
    }
    const auto fetched = errand.ask({.url = document_address(settings_)});
    if (!fetched || fetched->status != 200) return away("document");
    auto read = read_metadata(fetched->body, settings_);
    if (!read) return away(read.error().where);
    const std::lock_guard lock(mutex_);
    known_.metadata = *read;
    known_.metadata_ms = clock_();
    return read;
}

Result<Begun> Provider::begin(std::string_view back_to, bool anew) {
    auto metadata = known_metadata();
    if (!metadata) {
        Errand errand(*this);
        if (!errand.has_line()) return refuse("oidc.busy");
        auto asked = this->metadata(errand);
        if (!asked) return std::unexpected(asked.error());
        metadata = std::move(*asked);
    }
    Begun begun{.address = {}, .pending = {random_hex(32), random_hex(32), random_hex(32), std::string(back_to)}};
    const auto& pending = begun.pending;
    auto query = form_of({{"response_type", "code"}, {"scope", "openid"}, {"client_id", settings_.client_id}, {"redirect_uri", pending.back_to},
                          {"state", pending.state}, {"nonce", pending.nonce}, {"code_challenge", challenge_of(pending.verifier)}, {"code_challenge_method", "S256"}});
    if (anew) query += "&prompt=login";
    const auto& endpoint = metadata->authorization_endpoint;
    begun.address = endpoint + (endpoint.find('?') == std::string::npos ? '?' : '&') + query;
    return begun;
}

Result<Identity> Provider::finish(const Pending& pending, const Returned& returned) {
    if (pending.state.empty() || !is_same_secret(returned.state, pending.state)) return refuse("oidc.not_begun");
    if (!returned.issuer.empty() && returned.issuer != settings_.issuer) return refuse("oidc.not_believed", "issuer");
    if (returned.refused) return refuse("oidc.denied");
    if (returned.code.empty() || returned.code.size() > longest_code) return refuse("oidc.code_refused");
    Errand errand(*this);
    if (!errand.has_line()) return refuse("oidc.busy");
    const auto metadata = this->metadata(errand);
    if (!metadata) return std::unexpected(metadata.error());
    if (metadata->says_issuer && returned.issuer.empty()) return refuse("oidc.not_believed", "issuer");
    const auto token = token_for(pending, returned.code, *metadata, errand);
    if (!token) return std::unexpected(token.error());
    const auto claims = opened(*token, *metadata, errand);
    if (!claims) return std::unexpected(claims.error());
    return read_claims(*claims, {settings_.issuer, settings_.client_id, pending.nonce, clock_() / 1000});
}

Result<std::string> Provider::token_for(const Pending& pending, const std::string& code, const Metadata& metadata, Errand& errand) {
    Ask ask{.url = metadata.token_endpoint,
            .form = form_of({{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", pending.back_to}, {"code_verifier", pending.verifier}})};
    const auto& secret = settings_.client_secret;
    if (secret.empty() || metadata.proof == ClientProof::in_form) ask.form += "&" + form_of({{"client_id", settings_.client_id}});
    if (!secret.empty() && metadata.proof == ClientProof::in_form) ask.form += "&" + form_of({{"client_secret", secret}});
    // RFC 6749, 2.3.1: both are escaped as in a form first.
    if (!secret.empty() && metadata.proof == ClientProof::basic) ask.user.emplace(escaped(settings_.client_id), escaped(secret));
    const auto fetched = errand.ask(std::move(ask));
    if (!fetched || fetched->status >= 500) return away("token");
    if (fetched->status == 400) return refuse("oidc.code_refused");
    const auto answer = parse_json(fetched->body);
    if (fetched->status != 200 || !answer || !answer->is_object()) return refuse("oidc.away", "token");
    const auto* token = answer->as_object().if_contains("id_token");
    if (token == nullptr || !token->is_string()) return refuse("oidc.not_believed", "token");
    return std::string(token->as_string());
}

Result<json::object> Provider::opened(const std::string& token, const Metadata& metadata, Errand& errand) {
    const auto known = keys(metadata, errand, false);
    if (!known) return std::unexpected(known.error());
    auto claims = open_token(token, **known);
    if (claims || claims.error().where != "key") return claims;
    // The provider may have begun to sign with another key.
    const auto newer = keys(metadata, errand, true);
    if (!newer) return std::unexpected(newer.error());
    return open_token(token, **newer);
}

Result<std::shared_ptr<const Keys>> Provider::keys(const Metadata& metadata, Errand& errand, bool newer) {
    {
        const std::lock_guard lock(mutex_);
        const auto age = clock_() - known_.keys_ms;
        if (known_.keys && age < (newer ? keys_again_ms : kept_ms)) return known_.keys;
    }
    const auto fetched = errand.ask({.url = metadata.keys_address});
    auto read = fetched && fetched->status == 200 ? Keys::read(fetched->body) : std::nullopt;
    if (!read) return away("keys");
    const std::lock_guard lock(mutex_);
    known_.keys = std::make_shared<const Keys>(std::move(*read));
    known_.keys_ms = clock_();
    return known_.keys;
}

Table table() {
    Table t;
    t.name = "oidc";
    t.refusals = {
        {"oidc.not_set_up", 404, "Chương trình này không nhận đăng nhập từ nơi khác.", "This program takes no sign-in from another service."},
        {"oidc.away", 503, "Nơi đăng nhập kia không trả lời, hoặc trả lời không đúng cách. Hãy đăng nhập bằng mật khẩu, hoặc thử lại sau.",
         "The other sign-in service does not answer, or not as it should. Sign in with your password, or try again later."},
        {"oidc.busy", 503, "Đang có người khác đăng nhập qua nơi ấy. Xin thử lại sau ít giây.",
         "Others are signing in through that service right now. Please try again in a few seconds."},
        {"oidc.not_begun", 422, "Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã quá mười phút. Hãy bắt đầu lại.",
         "This sign-in was not begun in this browser, or more than ten minutes ago. Begin again."},
        {"oidc.denied", 422, "Nơi đăng nhập kia cho biết việc đăng nhập đã bị hủy hoặc từ chối.", "The other service says that signing in was cancelled or refused."},
        {"oidc.code_refused", 422, "Nơi đăng nhập kia không nhận mã của lần đăng nhập này; mã chỉ dùng được một lần. Hãy bắt đầu lại.",
         "The other service does not take the code of this sign-in; each works once. Begin again."},
        {"oidc.not_believed", 422, "Câu trả lời của nơi đăng nhập kia không qua được kiểm tra, nên không được dùng. Hãy báo cho người quản trị.",
         "What the other service answered did not pass the checks and is not used. Tell your administrator."},
    };
    return t;
}

}  // namespace khuyenhoc::oidc
