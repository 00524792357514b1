// The packed file that a workbook is: its parts, unpacked piece by piece under limits, and their XML walked event by
// event. libzip and expat stay inside package.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sheets/readers.h"

namespace khuyenhoc::sheets {

/// Attributes of one element. Names without their prefix.
class Attributes {
public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    std::string_view get(std::string_view name) const;  ///< "" when absent

private:
    const char** pairs_;
};

/// What walks an XML part. Names come without their prefix. Any of them may set `refused` to stop.
class XmlWalker {
public:
    virtual ~XmlWalker() = default;
    virtual void opened(std::string_view name, const Attributes& attributes) = 0;
    virtual void closed(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;

    Result<void> refused{};
};

class Package {
public:
    static Result<std::unique_ptr<Package>> open(std::unique_ptr<Source> source, const Limits& limits);
    virtual ~Package() = default;

    virtual bool has(const std::string& part) const = 0;

    /// One part being walked: `step` unpacks a piece (at most 64 KiB) and feeds it; false when the part is at its end.
    class Walk {
    public:
        virtual ~Walk() = default;
        virtual Result<bool> step() = 0;
        virtual int permille() const = 0;
    };
    /// `walker` must outlive the walk; the package too.
    virtual Result<std::unique_ptr<Walk>> walk(const std::string& part, XmlWalker& walker) = 0;

    /// Walks a part to its end.
    Result<void> walk_all(const std::string& part, XmlWalker& walker);
};

}  // namespace khuyenhoc::sheets
