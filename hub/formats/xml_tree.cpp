#include <array>
#include <cstring>

#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

constexpr std::string_view white = " \t\r\n";

constexpr std::array<bool, 256> ends_name = [] {
  std::array<bool, 256> table{};
  for (const unsigned char c : {' ', '\t', '\r', '\n', '>', '/'}) table[c] = true;
  return table;
}();

struct Renamed {
  std::size_t offset;
  std::string name;
};

// Goes over the text once, before the library does: checks the limits, and takes the namespace
// prefixes off element names in place (`<x:Name>` becomes `<Name  >`), so that offsets stay what
// they were.
class XmlPreparation {
 public:
  explicit XmlPreparation(TreeDocument& tree)
      : tree_(tree), start_(tree.parsed.data()), end_(start_ + tree.parsed.size()) {}

  Status run() {
    const char* at = start_;
    while (at < end_) {
      const auto* tag = static_cast<const char*>(std::memchr(at, '<', left(at)));
      const char* text_end = tag ? tag : end_;
      TRELLIS_TRY(text(at, text_end));
      if (!tag) break;
      TRELLIS_LET(auto next, markup(text_end));
      at = next;
    }
    return done();
  }

  const std::vector<Renamed>& renamed() const { return renamed_; }

 private:
  std::size_t left(const char* at) const { return static_cast<std::size_t>(end_ - at); }
  std::string_view rest(const char* at) const { return {at, left(at)}; }
  Error error(const char* at, std::string sentence) const {
    return tree_.error_at(static_cast<std::size_t>(at - start_), std::move(sentence));
  }
  Error too_long(const char* at) const {
    return error(at,
                 "this text has more than " + std::to_string(tree_.limits.field_bytes) + " bytes");
  }

  Status text(const char* from, const char* to) {
    const auto size = static_cast<std::size_t>(to - from);
    if (size > tree_.limits.field_bytes) return too_long(from);
    if (depth_ > 0) return done();
    const auto stray = std::string_view(from, size).find_first_not_of(white);
    if (stray == std::string_view::npos) return done();
    return error(from + stray,
                 "there is text outside the document's element; XML has one element around all");
  }

  Result<const char*> markup(const char* tag) {
    const std::string_view from_here = rest(tag);
    if (from_here.size() < 2) return end_;
    if (from_here[1] == '/') return closing(tag);
    if (from_here[1] == '?') return past(tag, "?>", 2);
    if (from_here.starts_with("<!--")) return past(tag, "-->", 4);
    if (from_here.starts_with("<![CDATA[")) return past(tag, "]]>", 9);
    if (from_here.starts_with("<!")) return doctype(tag);
    return opening(tag);
  }

  Result<const char*> past(const char* tag, std::string_view ending, std::size_t from) {
    const auto found = rest(tag).find(ending, from);
    if (found == std::string_view::npos) return end_;  // the library says what is missing
    if (found > tree_.limits.field_bytes + from) return too_long(tag);
    return tag + found + ending.size();
  }

  Result<const char*> doctype(const char* tag) {
    const auto stop = rest(tag).find_first_of("[>");
    const std::string_view declaration = rest(tag).substr(0, stop);
    if ((stop != std::string_view::npos && tag[stop] == '[') ||
        declaration.find("SYSTEM") != std::string_view::npos ||
        declaration.find("PUBLIC") != std::string_view::npos) {
      return error(tag, "the DOCTYPE declares entities or names another file; send XML without it");
    }
    return stop == std::string_view::npos ? end_ : tag + stop + 1;
  }

  Result<const char*> opening(const char* tag) {
    if (depth_ == 0 && roots_++ > 0) {
      return error(tag, "a second document begins here; a record has one element around all");
    }
    if (++depth_ > tree_.limits.depth) {
      return error(
          tag, "this is nested more than " + std::to_string(tree_.limits.depth) + " levels deep");
    }
    const char* name_end = name(tag + 1);
    const char* at = name_end;
    std::uint64_t attributes = 0;
    while (at < end_ && *at != '>') {
      if (*at == '"' || *at == '\'') {
        ++attributes;
        const auto* quote = static_cast<const char*>(std::memchr(at + 1, *at, left(at + 1)));
        if (!quote) return end_;
        if (static_cast<std::uint64_t>(quote - at) > tree_.limits.field_bytes + 1)
          return too_long(at);
        at = quote;
      }
      ++at;
    }
    nodes_ += 1 + attributes;
    if (nodes_ > tree_.limits.nodes) {
      return error(tag, "the record has more than " + std::to_string(tree_.limits.nodes) +
                            " elements and attributes");
    }
    if (at >= end_) return end_;
    if (at[-1] == '/') --depth_;
    return at + 1;
  }

  Result<const char*> closing(const char* tag) {
    name(tag + 2, false);
    if (depth_ > 0) --depth_;
    const auto* close = static_cast<const char*>(std::memchr(tag, '>', left(tag)));
    return close ? close + 1 : end_;
  }

  // Strips the prefix; the end of the name as it was.
  const char* name(const char* from, bool remember = true) {
    const char* at = from;
    while (at < end_ && !ends_name[static_cast<unsigned char>(*at)]) ++at;
    const auto length = static_cast<std::size_t>(at - from);
    const auto* colon = static_cast<const char*>(std::memchr(from, ':', length));
    if (!colon || colon == from || colon + 1 == at) return at;
    if (remember) renamed_.push_back({offset(from), std::string(from, at)});
    char* to = tree_.parsed.data() + offset(from);
    const auto local = static_cast<std::size_t>(at - colon - 1);
    std::memmove(to, colon + 1, local);
    std::memset(to + local, ' ', static_cast<std::size_t>(at - from) - local);
    return at;
  }

  std::size_t offset(const char* at) const { return static_cast<std::size_t>(at - start_); }

  TreeDocument& tree_;
  const char* start_;
  const char* end_;
  unsigned depth_ = 0;
  unsigned roots_ = 0;
  std::uint64_t nodes_ = 0;
  std::vector<Renamed> renamed_;
};

std::string sentence(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_unrecognized_tag:
      return "this tag has no valid name";
    case pugi::status_bad_pi:
      return "this processing instruction does not end with ?>";
    case pugi::status_bad_comment:
      return "this comment does not end with -->";
    case pugi::status_bad_cdata:
      return "this CDATA section does not end with ]]>";
    case pugi::status_bad_doctype:
      return "this DOCTYPE is not closed";
    case pugi::status_bad_pcdata:
      return "the text here is not well-formed XML";
    case pugi::status_bad_start_element:
      return "this start tag is not closed with >";
    case pugi::status_bad_attribute:
      return "this attribute is not written as name=\"value\"";
    case pugi::status_bad_end_element:
      return "this end tag is not closed with >";
    case pugi::status_end_element_mismatch:
      return "an element ends here that is not open, or an element inside it was not closed";
    case pugi::status_no_document_element:
      return "there is no element in this XML";
    default:
      return "this is not well-formed XML";
  }
}

pugi::xml_node following(pugi::xml_node node) {
  if (node.first_child()) return node.first_child();
  while (node && !node.next_sibling()) node = node.parent();
  return node.next_sibling();
}

void keep_original_names(TreeDocument& tree, const std::vector<Renamed>& renamed) {
  auto next = renamed.begin();
  for (auto node = tree.document.first_child(); node && next != renamed.end();
       node = following(node)) {
    if (node.type() != pugi::node_element) continue;
    if (node.name() != tree.parsed.data() + next->offset) continue;
    if (!node.attribute("name")) node.append_attribute("name").set_value(next->name.c_str());
    ++next;
  }
}

}  // namespace

Status build_xml_tree(TreeDocument& tree) {
  tree.parsed = tree.bytes;
  if (tree.parsed.starts_with("\xEF\xBB\xBF")) tree.parsed.replace(0, 3, "   ");
  XmlPreparation preparation(tree);
  TRELLIS_TRY(preparation.run());
  constexpr unsigned flags =
      pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute;
  const auto parsed = tree.document.load_buffer_inplace(tree.parsed.data(), tree.parsed.size(),
                                                        flags, pugi::encoding_utf8);
  if (!parsed) {
    return tree.error_at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)),
                         sentence(parsed.status));
  }
  if (!tree.document.document_element())
    return tree.error_at(0, sentence(pugi::status_no_document_element));
  keep_original_names(tree, preparation.renamed());
  return done();
}

}  // namespace trellis::formats
