//===- SharedObject.h - Loading the file of a compiled model --------------===//
#ifndef CNN_RUNTIME_SHAREDOBJECT_H
#define CNN_RUNTIME_SHAREDOBJECT_H

#include "cnn/model.h"

#include <string>

namespace cnn::runtime {

/// Loads the shared object `path` and returns the model it exports as
/// `cnn_model`. The object stays loaded for the life of the process, as
/// its tables are handed out for that long (cnn_network_model).
///
/// The ELF headers are checked against the file's length first: the dynamic
/// loader maps what they promise, and touching a page past the end of a
/// truncated file would kill the process.
const cnn_model *loadSharedObject(const std::string &path);

} // namespace cnn::runtime

#endif
