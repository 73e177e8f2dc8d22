#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hub/formats/cutter.hpp"

namespace trellis::formats {

inline std::string_view as_text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

class TextInChunks : public ByteSource {
 public:
  TextInChunks(std::string_view text, std::size_t chunk) : text_(text), chunk_(chunk) {}
  std::string name() const override { return "in"; }
  Result<std::size_t> read(char* to, std::size_t size) override {
    size = std::min({size, chunk_, text_.size()});
    std::copy_n(text_.data(), size, to);
    text_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view text_;
  std::size_t chunk_;
};

// Everything a reader of a tree may ask about a node.
inline void use(const Tree& tree, const Node& node) {
  if (!node) return;
  if (tree.place(node).path != node.path()) std::abort();
  static_cast<void>(node.text());
  for (const auto& attribute : node.attributes()) static_cast<void>(tree.place(attribute));
}

inline void parse_tree(std::string_view media_type, std::string_view bytes,
                       std::span<const Origin> origins = {}) {
  const Limits limits{.record_bytes = 1u << 16, .field_bytes = 1u << 12, .nodes = 500};
  const auto tree = Tree::parse(media_type, bytes, origins, limits);
  if (!tree.ok()) return;
  static const auto all = Path::compile("//*");
  for (const auto& node : all->nodes(tree->root())) use(*tree, node);
}

class ParsingSink : public CutSink {
 public:
  Status record(const CutRecord& record) override {
    parse_tree(record.media_type, record.bytes, record.origins);
    digest += std::string(record.key) + "\n" + std::string(record.bytes) + "\n";
    return done();
  }
  Status bad(const BadPiece& piece) override {
    if (piece.error.message.empty() || piece.error.place.file.empty()) std::abort();
    digest += to_string(piece.error) + "\n";
    return done();
  }
  std::string digest;
};

// However the input is cut into chunks, the records and complaints are the same.
inline void cut_and_parse(std::string_view text, std::string_view settings_text) {
  const auto settings = Json::parse(settings_text);
  const Limits limits{.record_bytes = 4096, .field_bytes = 1024, .nodes = 500};
  std::string digests[2];
  for (const std::size_t chunk : {std::size_t{1} << 16, std::size_t{7}}) {
    TextInChunks source(text, chunk);
    ByteSource* const sources[] = {&source};
    ParsingSink sink;
    if (!cut(sources, *settings, limits, sink).ok()) std::abort();
    digests[chunk == 7] = std::move(sink.digest);
  }
  if (digests[0] != digests[1]) std::abort();
}

}  // namespace trellis::formats
