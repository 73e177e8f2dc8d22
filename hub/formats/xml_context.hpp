#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::formats {

// "Child" of "x:Child".
std::string_view local_name(std::string_view qualified);

// An absolute path of element names, `*` for any; perhaps ending in an attribute.
struct XmlSteps {
  std::vector<std::string> elements;
  std::string attribute;  // empty: an element is meant
  static Result<XmlSteps> parse(std::string_view path);
  bool lead_to(const std::vector<std::string>& names)
      const;  // the element, where its ancestors' and its names are these
};

// What stands around a record: its ancestors, and the parts of the document that its settings ask
// for. Makes the text before and after each record from them.
class XmlContext {
 public:
  XmlContext(XmlSteps record, std::vector<XmlSteps> wanted);

  struct Ancestor {
    std::string name;        // with its prefix
    std::string attributes;  // namespace declarations, as text
    Place place;
  };
  struct Kept {
    std::size_t scope = 0;  // how many ancestors it shares with the record
    std::vector<std::string> between;
    std::string text;  // an element with all inside, or an attribute's name="value"
    bool is_attribute = false;
    Place place;
  };

  void enter(Ancestor ancestor);  // the next element on the way to a record
  void leave();                   // forgets what was kept inside it
  void clear();
  std::size_t entered() const noexcept { return ancestors_.size(); }

  const std::vector<XmlSteps>& wanted() const noexcept { return wanted_; }
  void keep(const XmlSteps& wanted, std::string text, Place place);

  const XmlSteps& record() const noexcept { return record_; }
  const std::string& before();           // start tags and what was kept
  const std::string& after();            // end tags
  const std::vector<Origin>& origins();  // of `before`
  std::uint64_t version() const noexcept {
    return version_;
  }  // differs once any of these may differ
  std::string name_at(
      std::size_t level) const;  // of the ancestor, as met or as the record's path says

 private:
  void build();
  void append_kept(std::size_t scope);

  XmlSteps record_;
  std::vector<XmlSteps> wanted_;
  std::vector<Ancestor> ancestors_;
  std::vector<Kept> kept_;
  bool is_built_ = false;
  std::uint64_t version_ = 1;
  void change();
  std::string before_;
  std::string after_;
  std::vector<Origin> origins_;
};

}  // namespace trellis::formats
