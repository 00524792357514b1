// TLS: what is spoken and what is not, handshakes that do not end, certificates that change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "example.h"

namespace khuyenhoc::http {

namespace {

using testing::HasSubstr;

constexpr const char* ask_x = "GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A pair of files that a test replaces, and a server that shows it.
struct Shown {
    explicit Shown(const Limits& limits = {}) {
        make_certificate(chain, key);
        server.emplace(handler(), limits,
                       Listening{.at = "127.0.0.1:0", .certificate = chain, .certificate_key = key, .names = {"localhost"}});
    }
    Folder folder;
    std::string chain = folder.file("chain.pem");
    std::string key = folder.file("key.pem");
    std::optional<RunningServer> server;

    Client with(const ClientContext& context) const { return Client(server->port(), 0, context); }
    std::optional<CertificateNews> look(bool read_anyway = false) { return server->server().look_at_certificate(read_anyway); }
};

ClientContext speaking(const Shown& shown, int least, int most, const char* ciphers = nullptr) {
    ClientContext context = believing(shown.chain);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), least);
    SSL_CTX_set_max_proto_version(context.get(), most);
    check(SSL_CTX_set_cipher_list(context.get(), ciphers != nullptr ? ciphers : "ALL:@SECLEVEL=0") == 1, "the ciphers are known");
    return context;
}

std::string refusal_of(const std::string& chain, const std::string& key) {
    try {
        const Server server({.at = "127.0.0.1:0", .certificate = chain, .certificate_key = key}, handler());
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST(Tls, speaks_1_3_and_1_2_and_nothing_older) {
    const Shown shown;
    Client newest = shown.server->client();
    EXPECT_STREQ(SSL_get_version(newest.tls()), "TLSv1.3");
    newest.say(ask_x);
    EXPECT_EQ(body_of(newest.answer()), "GET /api/x 0");
    const Client second = shown.with(speaking(shown, TLS1_2_VERSION, TLS1_2_VERSION));
    ASSERT_TRUE(second.shaken());
    EXPECT_THAT(SSL_get_cipher_name(second.tls()), testing::AnyOf(testing::StartsWith("ECDHE-ECDSA-AES"), HasSubstr("CHACHA20")));
    EXPECT_EQ(SSL_get_current_compression(second.tls()), nullptr);
    for (const int old : {TLS1_VERSION, TLS1_1_VERSION}) {
        EXPECT_FALSE(shown.with(speaking(shown, TLS1_VERSION, old)).shaken()) << old;
    }
}

TEST(Tls, ciphers_without_forward_secrecy_or_authentication_are_refused) {
    const Shown shown;
    for (const char* weak : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AECDH-AES128-SHA", "eNULL"}) {
        EXPECT_FALSE(shown.with(speaking(shown, TLS1_2_VERSION, TLS1_2_VERSION, weak)).shaken()) << weak;
    }
}

TEST(Tls, is_not_negotiated_anew) {
    const Shown shown;
    Client client = shown.with(speaking(shown, TLS1_2_VERSION, TLS1_2_VERSION));
    ASSERT_TRUE(client.shaken());
    EXPECT_EQ(SSL_renegotiate(client.tls()), 1);
    EXPECT_NE(SSL_do_handshake(client.tls()), 1);
}

TEST(Tls, speaks_http_1_1_only) {
    const Shown shown;
    const auto offering = [&](const std::string& protocols) {
        ClientContext context = believing(shown.chain);
        SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>(protocols.data()), static_cast<unsigned>(protocols.size()));
        return shown.with(context).shaken();
    };
    EXPECT_TRUE(offering("\x02h2\x08http/1.1"));
    EXPECT_FALSE(offering("\x02h2"));
    EXPECT_FALSE(offering("\x04smtp"));
}

TEST(Tls, plain_http_gets_no_answer) {
    const Shown shown;
    Client plain(shown.server->port());
    plain.say(ask_x);
    EXPECT_THAT(plain.rest(), testing::Not(HasSubstr("HTTP/1.1")));
    EXPECT_TRUE(plain.ended());
}

TEST(Tls, unfinished_handshakes_end_and_count_as_connections) {
    Limits limits = strict();
    limits.connections = 2;
    const Shown shown(limits);
    Client silent(shown.server->port());
    Client dripping(shown.server->port());
    dripping.say("\x16\x03\x01");  // a hello that never goes on
    std::this_thread::sleep_for(50ms);
    EXPECT_FALSE(shown.server->client().shaken()) << "two are here already";
    const auto started = std::chrono::steady_clock::now();
    for (int i = 0; i < 40 && dripping.say(i == 0 ? "\x02" : std::string_view("\0", 1)) && !dripping.ended(); ++i) dripping.hear(100ms);
    silent.rest();
    EXPECT_TRUE(silent.ended());
    EXPECT_TRUE(dripping.ended());
    EXPECT_LT(std::chrono::steady_clock::now() - started, 6s) << "bytes that drip do not make it longer";
    std::this_thread::sleep_for(50ms);
    EXPECT_TRUE(shown.server->client().shaken());
}

TEST(Tls, a_client_that_has_said_all_still_gets_its_answer) {
    const Shown shown;
    Client client = shown.server->client();
    client.say(ask_x);
    client.stop_sending();
    EXPECT_EQ(body_of(client.answer()), "GET /api/x 0");
    client.rest();
    EXPECT_TRUE(client.ended_in_order()) << "an end that nobody else could have made";
    Client cut = shown.server->client();
    cut.say("GET /api/x HTT");
    ::shutdown(cut.socket(), SHUT_WR);
    EXPECT_EQ(cut.rest(), "");
    EXPECT_EQ(status_of(shown.server->ask(ask_x)), 200);
}

TEST(Tls, browsers_are_told_to_come_this_way_from_every_answer) {
    const Shown shown;
    for (const char* request : {ask_x, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /none.js HTTP/1.1\r\nHost: localhost\r\n\r\n",
                                "GET /api/throw HTTP/1.1\r\nHost: localhost:8443\r\n\r\n", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "nonsense\r\n\r\n"}) {
        const std::string answer = shown.server->ask(request);
        EXPECT_EQ(header_of(answer, "Strict-Transport-Security"), "max-age=31536000") << request;
        EXPECT_THAT(header_of(answer, "Content-Security-Policy"), HasSubstr("default-src 'self'")) << request;
    }
    EXPECT_EQ(code_of(shown.server->ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")), "http.foreign_host");
}

TEST(Tls, a_replaced_certificate_is_shown_to_new_connections) {
    Shown shown;
    const ClientContext old = believing(shown.chain);
    Client standing = shown.with(old);
    EXPECT_FALSE(shown.look()) << "nothing has changed";
    make_certificate(shown.chain, shown.key, {.to_days = 90});
    const ClientContext renewed = believing(shown.chain);
    EXPECT_FALSE(shown.look()) << "somebody may still be writing";
    EXPECT_FALSE(shown.with(renewed).shaken());
    const auto news = shown.look();
    ASSERT_TRUE(news && news->taken);
    EXPECT_THAT(news->sentence, HasSubstr("ends in 90 days"));
    EXPECT_EQ(shown.server->server().certificate_days_left(), 90);
    EXPECT_TRUE(shown.with(renewed).shaken());
    EXPECT_FALSE(shown.with(old).shaken());
    standing.say(ask_x);
    EXPECT_EQ(status_of(standing.answer()), 200) << "who was here stays";
    EXPECT_FALSE(shown.look());
    EXPECT_TRUE(shown.look(true)->taken) << "when told to";
}

TEST(Tls, a_bad_new_certificate_is_refused_and_the_old_one_stays) {
    Shown shown;
    const ClientContext old = believing(shown.chain);
    const auto refused = [&](const char* why) {
        const auto news = shown.look(true);
        EXPECT_TRUE(news && !news->taken) << why;
        EXPECT_THAT(news->sentence, HasSubstr(why));
        EXPECT_TRUE(shown.with(old).shaken()) << why;
    };
    make_certificate(shown.chain, shown.folder.file("other.pem"));
    refused("belonging to it");
    make_certificate(shown.chain, shown.key, {.from_days = -9, .to_days = -2});
    refused("has ended");
    make_certificate(shown.chain, shown.key, {.from_days = 2});
    refused("not valid yet");
    make_certificate(shown.chain, shown.key, {.name = "other.example"});
    refused("not for localhost");
    make_certificate(shown.chain, shown.key);
    ::chmod(shown.key.c_str(), 0644);
    refused("by everybody");
    put(shown.chain, "rubbish");
    ::chmod(shown.key.c_str(), 0600);
    refused("cannot be read as a certificate");
    std::filesystem::remove(shown.key);
    refused("cannot be read");
    EXPECT_FALSE(shown.look()) << "said once";
}

TEST(Tls, a_server_does_not_begin_with_files_that_will_not_do) {
    const Folder folder;
    const std::string chain = folder.file("chain.pem");
    const std::string key = folder.file("key.pem");
    EXPECT_THAT(refusal_of(chain, key), HasSubstr("cannot be read"));
    make_certificate(chain, key, {.from_days = -9, .to_days = -2});
    EXPECT_THAT(refusal_of(chain, key), HasSubstr("has ended"));
    make_certificate(chain, key);
    EXPECT_EQ(refusal_of(chain, key), "");
    EXPECT_THAT(refusal_of(key, key), HasSubstr("cannot be read as a certificate"));
}

}  // namespace khuyenhoc::http
