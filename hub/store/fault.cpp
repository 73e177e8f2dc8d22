#include "hub/store/fault.hpp"

#include <Poco/Data/SQLite/SQLiteException.h>

#include "hub/base/memory.hpp"

namespace trellis::store {

namespace {

using namespace Poco::Data::SQLite;

template <typename Exception>
bool is(const Poco::Exception& exception) {
  return dynamic_cast<const Exception*>(&exception) != nullptr;
}

}  // namespace

Error fault_of(const Poco::Exception& exception) {
  if (is<ConstraintViolationException>(exception))
    return {Fault::conflict, "the store already holds this, or lacks what it refers to"};
  if (is<DatabaseFullException>(exception))
    return {
        Fault::unavailable,
        "the disk is full: free space where the database is, then do it again; nothing that was "
        "stored before is lost"};
  if (is<DBLockedException>(exception) || is<TableLockedException>(exception))
    return {
        Fault::unavailable,
        "the database is in use by another program: wait until that one is done, then do it again"};
  if (is<ReadOnlyException>(exception))
    return {Fault::forbidden,
            "the database can only be read: let this user write the file and its folder"};
  if (is<CorruptImageException>(exception))
    return {Fault::invalid, "the file is damaged or is no database of the hub: restore a backup"};
  if (is<CantOpenDBFileException>(exception))
    return {Fault::unavailable,
            "the database cannot be opened: its folder must exist, and this user may read and "
            "write it"};
  if (is<IOErrorException>(exception))
    return {
        Fault::unavailable,
        "the disk failed to read or write the database: check the disk and the free space, then do "
        "it again"};
  if (is<NoMemoryException>(exception)) out_of_memory();
  if (is<InterruptException>(exception))
    return {Fault::cancelled, "the work in the database was stopped"};
  return {Fault::invalid,
          "the database refused a statement (" + std::string(exception.name()) +
              "): its tables are not what this program made, or this is a defect of "
              "the hub; see: trellis store verify"};
}

}  // namespace trellis::store
