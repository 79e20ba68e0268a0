//===- EmbeddedModel.h - What a generated model refers to -------*- C++ -*-===//
//
// The compiler puts the addresses of these functions into a model's cnn_model
// table (see cnn/model.h for their meaning), and a call of
// cnn_embedded_launched behind every kernel launch of an entry point. All are
// hidden: each model object has its own copy, so that models that different
// versions of the compiler made live in one process.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_EMBEDDEDMODEL_H
#define CNN_RUNTIME_EMBEDDED_EMBEDDEDMODEL_H

#include "cnn/model.h"

extern "C" {

// Processor.cpp
const cnn_model *cnn_embedded_get_usable(const cnn_model *model);

// Parameters.cpp
cnn_status cnn_embedded_create_parameters(const cnn_model *model, cnn_parameters **result);
void cnn_embedded_destroy_parameters(cnn_parameters *parameters);
cnn_status cnn_embedded_get_parameter(const cnn_parameters *parameters, uint32_t index,
                                      void *values, uint64_t bytes);
cnn_status cnn_embedded_set_parameter(cnn_parameters *parameters, uint32_t index,
                                      const void *values, uint64_t bytes);

// Session.cpp
cnn_status cnn_embedded_create_session(const cnn_model *model, cnn_parameters *parameters,
                                       uint32_t threads, cnn_session **result);
void cnn_embedded_destroy_session(cnn_session *session);
cnn_status cnn_embedded_set_threads(cnn_session *session, uint32_t threads);
cnn_status cnn_embedded_set_executor(cnn_session *session, cnn_executor executor,
                                     void *executor_data);
cnn_status cnn_embedded_set_observer(cnn_session *session, cnn_launch_observer observer,
                                     void *data);
cnn_status cnn_embedded_run(cnn_session *session, uint32_t entry, const void *const *inputs,
                            void *const *outputs);
cnn_status cnn_embedded_infer(cnn_session *session, uint64_t images, const void *const *inputs,
                              void *const *outputs);
const char *cnn_embedded_last_error(const cnn_session *session);

/// Generated entry points call this after every successful kernel launch, with
/// the user context they were given and the launch's place in
/// cnn_entry_info.launches. One store and one test, unless an observer is set.
void cnn_embedded_launched(void *user_context, uint32_t launch);
}

#endif // CNN_RUNTIME_EMBEDDED_EMBEDDEDMODEL_H
