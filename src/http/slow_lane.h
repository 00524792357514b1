// Places for requests that are slow on purpose: so many at once, of one client only a part of them.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace khuyenhoc::http {

/// Safe from any thread.
class SlowLane {
public:
    SlowLane(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

    /// False: there is no place left, or none for `client` (base/address.h, network_of), who could else keep everybody
    /// out.
    bool enter(const std::string& client);
    /// Once for each that entered.
    void leave(const std::string& client);
    /// Who was turned away since this was asked last.
    std::size_t take_turned_away();

private:
    const std::size_t most_, most_of_one_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> of_;  ///< clients that have places
    std::size_t taken_ = 0;
    std::size_t turned_away_ = 0;
};

}  // namespace khuyenhoc::http
