/* A disk that can be told to fail. Loaded before the C library with LD_PRELOAD, it stands between a program and the files
 * under one folder: it writes down what reaches them, in order, and refuses what the test says shall be refused.
 *
 * LIANGSHI_FAULTS_FOLDER   the folder that is watched, as an absolute path without links.
 * LIANGSHI_FAULTS_CONTROL  a file as large as `struct control`, shared with the test, which writes its orders there.
 * LIANGSHI_FAULTS_TRACE    where all is written down; when it is missing nothing is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* What an order is about. The test knows the same numbers. */
enum { NOTHING, WRITES, SYNCS, CHANGES };

struct control {
    uint32_t target;      /* One of the above. */
    int32_t error;        /* The number of the error to answer. */
    int32_t spared;       /* How many of the target still succeed. */
    uint32_t failures;    /* How many have failed so far. */
    uint32_t once;        /* Whether the order ends with its first failure. */
    uint32_t ignore_sync; /* The seeded bug: a sync says yes and does nothing. */
    char part[104];       /* Only files whose path holds this are meant. */
};

/* What is written down. The test knows the same letters. */
enum { CREATED = 'c', WRITTEN = 'w', SYNCED = 's', SYNC_FAILED = 'f', TRUNCATED = 't', UNLINKED = 'u' };

struct record {
    uint32_t what;
    uint32_t path_length;
    uint64_t offset;
    uint64_t length; /* How many bytes follow the path. */
};

#define MOST_FILES 4096
static char *paths[MOST_FILES]; /* The path behind each open file that is watched. */
static struct control *control;
static const char *folder;
static int trace = -1;
/* Held around each call, so that what is written down has one order and it is the true one. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name)                                                                                                     \
    static __typeof__(name) *real;                                                                                     \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static ssize_t real_write(int file, const void *data, size_t length) {
    REAL(write);
    return real(file, data, length);
}

static int real_open(const char *path, int flags, mode_t mode) {
    REAL(open);
    return real(path, flags, mode);
}

__attribute__((constructor)) static void prepare(void) {
    const char *orders = getenv("LIANGSHI_FAULTS_CONTROL"), *out = getenv("LIANGSHI_FAULTS_TRACE");
    /* A server shows what it does where its environment was, so that is no place to keep anything. */
    folder = getenv("LIANGSHI_FAULTS_FOLDER") ? strdup(getenv("LIANGSHI_FAULTS_FOLDER")) : 0;
    int file = orders ? real_open(orders, O_RDWR | O_CLOEXEC, 0) : -1;
    void *shared = file < 0 ? MAP_FAILED : mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) control = shared;
    if (out) trace = real_open(out, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (!folder || !control || (out && trace < 0)) {
        /* A test that goes on without its shim would prove nothing. */
        fprintf(stderr, "the shim has no folder, no control or no trace\n");
        _exit(97);
    }
}

static const char *path_of(int file) {
    return file >= 0 && file < MOST_FILES ? paths[file] : 0;
}

/* The folder itself is watched too, because syncing it makes the removal of a file last. */
static int is_watched(const char *path) {
    size_t length = folder ? strlen(folder) : 0;
    return length && path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

/* Whether the order that is in force hits this call; if so `errno` is set. */
static int fails(uint32_t target, const char *path) {
    if (!control || !path || !strstr(path, control->part)) return 0;
    uint32_t wanted = __atomic_load_n(&control->target, __ATOMIC_SEQ_CST);
    if (wanted != target && !(wanted == CHANGES && target == WRITES)) return 0;
    if (__atomic_fetch_sub(&control->spared, 1, __ATOMIC_SEQ_CST) > 0) return 0;
    __atomic_store_n(&control->spared, 0, __ATOMIC_SEQ_CST);
    if (control->once) __atomic_store_n(&control->target, NOTHING, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&control->failures, 1, __ATOMIC_SEQ_CST);
    errno = control->error;
    return 1;
}

static void note(uint32_t what, const char *path, uint64_t offset, const void *data, uint64_t length) {
    if (trace < 0) return;
    int kept = errno;
    struct record record = {what, strlen(path), offset, length};
    if (real_write(trace, &record, sizeof record) != (ssize_t)sizeof record ||
        real_write(trace, path, record.path_length) != (ssize_t)record.path_length ||
        real_write(trace, data, length) != (ssize_t)length) {
        fprintf(stderr, "the trace cannot be written\n");
        _exit(98);
    }
    errno = kept;
}

/* Open: the kernel is asked for the full path, because a program may name a file from where it stands. */
static int opened(int file, int flags) {
    if (file < 0 || file >= MOST_FILES) return file;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    free(paths[file]);
    paths[file] = is_watched(path) ? strdup(path) : 0;
    if (paths[file] && flags & O_TRUNC) note(TRUNCATED, path, 0, 0, 0);
    if (paths[file] && flags & O_CREAT) note(CREATED, path, 0, 0, 0);
    return file;
}

#define OPEN(name, before, arguments, path)                                                                            \
    int name(before const char *path, int flags, ...) {                                                                \
        REAL(name);                                                                                                    \
        mode_t mode = 0;                                                                                               \
        if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {                                                     \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        int changes = (flags & O_ACCMODE) != O_RDONLY;                                                                 \
        pthread_mutex_lock(&turn);                                                                                     \
        int file = changes && is_watched(path) && fails(CHANGES, path) ? -1 : opened(real arguments, flags);           \
        pthread_mutex_unlock(&turn);                                                                                   \
        return file;                                                                                                   \
    }
#define AT int place,
OPEN(open, , (path, flags, mode), path)
OPEN(open64, , (path, flags, mode), path)
OPEN(openat, AT, (place, path, flags, mode), path)
OPEN(openat64, AT, (place, path, flags, mode), path)

int close(int file) {
    REAL(close);
    pthread_mutex_lock(&turn);
    if (file >= 0 && file < MOST_FILES) {
        free(paths[file]);
        paths[file] = 0;
    }
    int done = real(file);
    pthread_mutex_unlock(&turn);
    return done;
}

/* Write: a full disk takes what still fits, so the first write that fails is cut in half and the next one is refused. */
static ssize_t written(int file, const char *path, const struct iovec *parts, int count, off_t offset, int placed) {
    REAL(pwritev);
    static __typeof__(writev) *real_writev;
    if (!real_writev) real_writev = (__typeof__(writev) *)dlsym(RTLD_NEXT, "writev");
    struct iovec half = {parts->iov_base, parts->iov_len / 2};
    uint32_t before = control ? control->failures : 0;
    if (fails(WRITES, path)) {
        if (errno != ENOSPC || before || !half.iov_len) return -1;
        parts = &half;
        count = 1;
    }
    if (!placed && path && trace >= 0) offset = lseek(file, 0, SEEK_CUR);
    ssize_t done = placed ? real(file, parts, count, offset) : real_writev(file, parts, count);
    ssize_t left = done;
    for (; path && left > 0; parts++) {
        ssize_t here = left < (ssize_t)parts->iov_len ? left : (ssize_t)parts->iov_len;
        note(WRITTEN, path, offset, parts->iov_base, here);
        offset += here;
        left -= here;
    }
    return done;
}

static ssize_t in_turn(int file, const struct iovec *parts, int count, off_t offset, int placed) {
    pthread_mutex_lock(&turn);
    ssize_t done = written(file, path_of(file), parts, count, offset, placed);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int file, const void *data, size_t length) {
    struct iovec part = {(void *)data, length};
    return path_of(file) ? in_turn(file, &part, 1, 0, 0) : real_write(file, data, length);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    struct iovec part = {(void *)data, length};
    return in_turn(file, &part, 1, offset, 1);
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    return pwrite(file, data, length, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    return in_turn(file, parts, count, 0, 0);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    return in_turn(file, parts, count, offset, 1);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
    return pwritev(file, parts, count, offset);
}

int posix_fallocate(int file, off_t offset, off_t length) {
    REAL(posix_fallocate);
    return fails(WRITES, path_of(file)) ? errno : real(file, offset, length);
}

/* Sync. */
static int synced(int file, int (*real)(int)) {
    const char *path = path_of(file);
    if (!path) return real(file);
    pthread_mutex_lock(&turn);
    int done = 0;
    if (!control->ignore_sync || !strstr(path, control->part)) {
        done = fails(SYNCS, path) ? -1 : real(file);
        note(done ? SYNC_FAILED : SYNCED, path, 0, 0, 0);
    }
    pthread_mutex_unlock(&turn);
    return done;
}

int fsync(int file) {
    REAL(fsync);
    return synced(file, real);
}

int fdatasync(int file) {
    REAL(fdatasync);
    return synced(file, real);
}

/* The shape of a file. */
int ftruncate(int file, off_t length) {
    REAL(ftruncate);
    const char *path = path_of(file);
    pthread_mutex_lock(&turn);
    int done = fails(CHANGES, path) ? -1 : real(file, length);
    if (path && !done) note(TRUNCATED, path, length, 0, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate64(int file, off64_t length) {
    return ftruncate(file, length);
}

int unlink(const char *path) {
    REAL(unlink);
    pthread_mutex_lock(&turn);
    int watched = is_watched(path), done = watched && fails(CHANGES, path) ? -1 : real(path);
    if (watched && !done) note(UNLINKED, path, 0, 0, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    pthread_mutex_lock(&turn);
    int watched = is_watched(from), done = watched && fails(CHANGES, from) ? -1 : real(from, to);
    if (watched && !done && trace >= 0) {
        fprintf(stderr, "a file was renamed, and the test does not know what a disk makes of that\n");
        _exit(99);
    }
    pthread_mutex_unlock(&turn);
    return done;
}
