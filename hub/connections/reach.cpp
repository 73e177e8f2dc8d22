#include "hub/connections/reach.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace trellis::connections {
namespace {

constexpr std::size_t piece_bytes = 256u << 10;

// The first place where `wanted` stands in a stream: the offset of what follows it and of its line
// end.
class Search {
 public:
  Search(const transport::OpenStream& stream, std::string_view wanted)
      : stream_(stream), wanted_(wanted) {}

  std::optional<Reach::End> find() {
    while (read_on()) {
      const std::size_t at = window_.find(wanted_);
      if (at == std::string::npos) {
        drop(window_.size() - std::min(window_.size(), wanted_.size() - 1));
        continue;
      }
      drop(at + wanted_.size());
      while (window_.size() < 2 && read_on()) continue;
      if (window_.starts_with("\r\n"))
        drop(2);
      else if (window_.starts_with('\n') || window_.starts_with('\r'))
        drop(1);
      return Reach::End{0, offset_, line_};
    }
    return std::nullopt;
  }

 private:
  bool read_on() {
    const std::size_t before = window_.size();
    window_.resize(before + piece_bytes);
    const auto got = transport::read_at(stream_.descriptor(), stream_.offset(), stream_.size(),
                                        offset_ + before, window_.data() + before, piece_bytes);
    window_.resize(before + (got.ok() ? *got : 0));
    return window_.size() > before;
  }
  void drop(std::size_t size) {
    line_ += static_cast<std::uint64_t>(
        std::count(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    window_.erase(0, size);
    offset_ += size;
  }

  const transport::OpenStream& stream_;
  std::string_view wanted_;
  std::string window_;
  std::uint64_t offset_ = 0;  // of the window
  std::uint64_t line_ = 1;
};

}  // namespace

void Reach::add(const Record& record) {
  const auto origins = record.origins;
  const std::size_t from =
      origins.empty() ? 0 : std::min(origins.back().offset, record.bytes.size());
  last_.assign(record.bytes.substr(from));
  if (origins.empty()) return;
  for (const formats::Origin& origin : origins)
    if (!origin.place.file.empty() && origin.place.file != origins.back().place.file)
      is_joined_ = true;
  file_ = origins.back().place.file;
}

Reach::End Reach::end_in(const transport::Payload& payload) const {
  if (last_.empty() || (is_joined_ && payload.streams().size() > 1)) return {};
  for (std::size_t i = 0; i < payload.streams().size(); ++i) {
    if (!file_.empty() && payload.streams()[i].name != file_) continue;
    const auto stream = payload.open_stream(i);
    if (!stream.ok()) return {};
    if (auto end = Search(*stream, last_).find()) {
      end->stream = i;
      return *end;
    }
  }
  return {};
}

}  // namespace trellis::connections
