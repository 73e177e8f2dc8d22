#include "hub/formats/xml_fault.hpp"

#include <expat.h>

#include "hub/base/utf8.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {
namespace {

std::string wrong_character(std::string_view rest) {
  if (rest.empty()) return "the file ends here, inside something that was begun";
  const auto character = text::first_character(rest);
  if (rest.front() == '\0') return std::string(nul_byte);
  if (character.state != text::Utf8::whole) return std::string(not_utf8);
  if (character.code < 0x20 || character.code == 0xFFFE || character.code == 0xFFFF) {
    return "there is a control character here that XML does not allow";
  }
  return "this is not well-formed XML: text stands inside one element, and in it a lone & is "
         "written &amp; and "
         "a lone < is written &lt;";
}

std::string after_the_root(std::string_view rest) {
  if (rest.starts_with('<')) {
    return "a second document begins here, after the first has ended; XML has one element around "
           "all";
  }
  return "there is text after the end of the document";
}

}  // namespace

bool XmlFault::is_second_root() const {
  return kind == syntax && code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT;
}

bool XmlFault::hides_what_follows() const {
  if (kind == long_token) return true;
  return kind == syntax &&
         (code == XML_ERROR_UNCLOSED_TOKEN || code == XML_ERROR_UNCLOSED_CDATA_SECTION);
}

std::string XmlFault::sentence(std::string_view rest, bool is_in_record,
                               const Limits& limits) const {
  switch (kind) {
    case doctype:
      return "the DOCTYPE declares entities or names another file, which could make the file read "
             "something "
             "else than it shows; send it without";
    case too_deep:
      return "this is nested more than " + std::to_string(limits.depth) + " levels deep";
    case long_token:
      return "a tag, comment or section begins here that has more than " +
             std::to_string(limits.field_bytes) + " bytes, or is never closed";
    case none:
    case syntax:
      break;
  }
  switch (code) {
    case XML_ERROR_INVALID_TOKEN:
    case XML_ERROR_PARTIAL_CHAR:
      return wrong_character(rest);
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
      return after_the_root(rest);
    case XML_ERROR_TAG_MISMATCH:
      return "this end tag closes an element that is not open, or one inside it was not closed";
    case XML_ERROR_UNCLOSED_TOKEN:
    case XML_ERROR_UNCLOSED_CDATA_SECTION:
      return "a tag, comment or section begins here and the file ends before it does";
    case XML_ERROR_NO_ELEMENTS:
      return is_in_record
                 ? "the file ends inside a record; it was cut short"
                 : "the file ends before its elements are closed; it was cut short, or is no XML";
    case XML_ERROR_DUPLICATE_ATTRIBUTE:
      return "this tag has the same attribute twice";
    case XML_ERROR_UNDEFINED_ENTITY:
      return "this entity is none of XML's own: &amp; &lt; &gt; &quot; and &apos;";
    case XML_ERROR_BAD_CHAR_REF:
      return "this character reference names no character that XML allows";
    case XML_ERROR_MISPLACED_XML_PI:
      return "an XML declaration stands here; it may only be the very start of the file";
    case XML_ERROR_SYNTAX:
      return "this cannot stand here; XML is tags around text, in one element around all";
    default:
      return std::string("this is not well-formed XML: ") +
             XML_ErrorString(static_cast<XML_Error>(code));
  }
}

}  // namespace trellis::formats
