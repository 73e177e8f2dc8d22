#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "hub/formats/cutter.hpp"

namespace trellis::formats {

// A source in memory, handed out in chunks of a size of the test's choice.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string bytes, std::string name = "in", std::size_t chunk = 1u << 20)
      : bytes_(std::move(bytes)), name_(std::move(name)), chunk_(chunk) {}
  std::string name() const override { return name_; }
  Result<std::size_t> read(char* to, std::size_t size) override {
    size = std::min({size, chunk_, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, size, to);
    at_ += size;
    return size;
  }

 private:
  std::string bytes_;
  std::string name_;
  std::size_t chunk_;
  std::size_t at_ = 0;
};

// A source that is made while it is read: `start`, then `part` so many times, then `end`.
class RepeatedSource : public ByteSource {
 public:
  RepeatedSource(std::string start, std::string part, std::uint64_t times, std::string end)
      : start_(std::move(start)), part_(std::move(part)), times_(times), end_(std::move(end)) {}
  std::string name() const override { return "in"; }
  Result<std::size_t> read(char* to, std::size_t size) override {
    std::size_t written = 0;
    while (written < size) {
      if (left_.empty()) {
        if (next_ == times_ + 2) break;
        left_ = next_ == 0 ? start_ : next_ == times_ + 1 ? end_ : part_;
        ++next_;
        continue;
      }
      const auto taken = std::min(size - written, left_.size());
      std::copy_n(left_.data(), taken, to + written);
      left_.remove_prefix(taken);
      written += taken;
    }
    return written;
  }

 private:
  std::string start_, part_;
  std::uint64_t times_;
  std::string end_;
  std::uint64_t next_ = 0;
  std::string_view left_;
};

struct KeptRecord {
  std::string key;
  std::string media_type;
  std::string bytes;
  std::vector<Origin> origins;
};
struct KeptPiece {
  std::string key;
  Error error;
  std::string bytes;
};

class KeepingSink : public CutSink {
 public:
  Status record(const CutRecord& record) override {
    records.push_back({std::string(record.key),
                       std::string(record.media_type),
                       std::string(record.bytes),
                       {record.origins.begin(), record.origins.end()}});
    return done();
  }
  Status bad(const BadPiece& piece) override {
    pieces.push_back({std::string(piece.key), piece.error, std::string(piece.bytes)});
    return done();
  }
  std::vector<std::string> keys() const {
    std::vector<std::string> found;
    for (const auto& record : records) found.push_back(record.key);
    return found;
  }
  std::vector<std::string> bytes() const {
    std::vector<std::string> found;
    for (const auto& record : records) found.push_back(record.bytes);
    return found;
  }
  // "line:column message" of each bad piece.
  std::vector<std::string> complaints() const {
    std::vector<std::string> found;
    for (const auto& piece : pieces) {
      found.push_back(std::to_string(piece.error.place.line) + ":" +
                      std::to_string(piece.error.place.column) + " " + piece.error.message);
    }
    return found;
  }

  std::vector<KeptRecord> records;
  std::vector<KeptPiece> pieces;
};

// Only counts: for inputs that are too big to keep.
class CountingSink : public CutSink {
 public:
  Status record(const CutRecord&) override { return ++records, done(); }
  Status bad(const BadPiece& piece) override {
    last = piece.error.message;
    return ++pieces, done();
  }
  std::uint64_t records = 0;
  std::uint64_t pieces = 0;
  std::string last;
};

inline Json settings_of(std::string_view text) {
  return std::move(Json::parse(text, "settings")).value();
}

inline Status cut_one(ByteSource& source, std::string_view settings, CutSink& sink,
                      const Limits& limits = {}) {
  ByteSource* const sources[] = {&source};
  return cut(sources, settings_of(settings), limits, sink);
}

// Cuts `text` whole and byte by byte, which must make no difference.
inline KeepingSink cut_text(const std::string& text, std::string_view settings,
                            const Limits& limits = {}) {
  KeepingSink whole, bytewise;
  TextSource source(text), slow(text, "in", 1);
  const auto status = cut_one(source, settings, whole, limits);
  EXPECT_TRUE(status.ok()) << (status.ok() ? "" : to_string(status.error()));
  EXPECT_TRUE(cut_one(slow, settings, bytewise, limits).ok());
  EXPECT_EQ(whole.bytes(), bytewise.bytes());
  EXPECT_EQ(whole.complaints(), bytewise.complaints());
  return whole;
}

// Megabytes that this program holds now.
std::uint64_t resident_megabytes();

}  // namespace trellis::formats
