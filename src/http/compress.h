// Brotli and gzip for answers made on the spot. Pure functions; zlib and brotli stay inside compress.cpp.
#pragma once

#include <string>
#include <string_view>

namespace khuyenhoc::http {

enum class Encoding { none, gzip, brotli };

/// The best of brotli, gzip, none that an Accept-Encoding value allows; "q=0" forbids.
Encoding best_encoding(std::string_view accept_encoding);

/// Whether an Accept-Encoding value allows brotli or gzip by name.
bool accepts(std::string_view accept_encoding, Encoding encoding);

/// "br", "gzip"; "" for none.
std::string_view name_of(Encoding encoding);

/// The bytes compressed for speed (brotli 4, gzip 1): a 100 KB answer costs under a millisecond.
std::string compressed(std::string_view bytes, Encoding encoding);

}  // namespace khuyenhoc::http
