/* Loaded before the C library (LD_PRELOAD). Counts every call that changes something under one folder
   and makes the n-th of them fatal, or fail. Built and armed by injected.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* KILL: dies instead of the call. TORN: writes half, then dies. ONCE: that call fails with the given error.
   FROM: so does every later one that needs room on the disk. */
enum { COUNT, KILL, TORN, ONCE, FROM };

static char folder[4096], trace[1 << 20];
static size_t folder_length, traced;
static long target, seen;
static int effect, failure;

void arm(const char *watched, long n, int what, int error)
{
    snprintf(folder, sizeof folder, "%s", watched);
    folder_length = strlen(folder);
    target = n, effect = what, failure = error, seen = 0, traced = 0, trace[0] = 0;
}

/* How many calls there were, and one line for each: what was called, and upon which file. */
long calls(void) { return seen; }
const char *told(void) { return trace; }

static int inside(const char *path)
{
    return folder_length && !strncmp(path, folder, folder_length);
}

static const char *path_of(int file)
{
    static __thread char path[4096];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return path;
}

/* A name relative to an open folder is told as that folder's. */
static const char *path_at(int at, const char *path)
{
    return path[0] == '/' || at == AT_FDCWD ? path : path_of(at);
}

/* What gets another name is told by both. */
static const char *renamed(const char *from, const char *to)
{
    static __thread char both[2 * sizeof folder];
    if (!inside(from) || !inside(to))
        return inside(to) ? to : from;
    snprintf(both, sizeof both, "%s -> %s", from, to + folder_length);
    return both;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

enum { REST, ROOM, WRITE }; /* what the call needs: nothing, room on the disk, room for bytes that may be torn */

/* 0: the call goes on. 1: it fails, errno is set. 2: it writes half and dies. */
static int hit(const char *call, const char *path, int needs)
{
    if (!inside(path))
        return 0;
    seen++;
    if (effect == COUNT) {
        int n = snprintf(trace + traced, sizeof trace - traced, "%s %s\n", call, path + folder_length);
        if (n > 0 && traced + n < sizeof trace)
            traced += n;
    }
    if (effect == KILL && seen == target)
        die();
    if (effect == TORN && seen == target) {
        if (needs == WRITE)
            return 2;
        die();
    }
    if ((effect == ONCE && seen == target) || (effect == FROM && seen >= target && needs != REST)) {
        errno = failure;
        return 1;
    }
    return 0;
}

#define REAL(name) static typeof(&name) real; if (!real) real = (typeof(&name))dlsym(RTLD_NEXT, #name)

#define WRITING(name, file, parameters, whole, half)                                                                \
    ssize_t name parameters                                                                                         \
    {                                                                                                               \
        REAL(name);                                                                                                 \
        switch (file > 2 ? hit("write", path_of(file), WRITE) : 0) {                                                \
        case 1: return -1;                                                                                          \
        case 2: (void)!real half; die();                                                                            \
        }                                                                                                           \
        return real whole;                                                                                          \
    }
WRITING(write, f, (int f, const void *b, size_t c), (f, b, c), (f, b, c / 2))
WRITING(pwrite, f, (int f, const void *b, size_t c, off_t p), (f, b, c, p), (f, b, c / 2, p))
WRITING(pwrite64, f, (int f, const void *b, size_t c, off64_t p), (f, b, c, p), (f, b, c / 2, p))
WRITING(writev, f, (int f, const struct iovec *v, int n), (f, v, n), (f, v, n / 2))
WRITING(sendfile, to, (int to, int f, off_t *p, size_t c), (to, f, p, c), (to, f, p, c / 2))
WRITING(sendfile64, to, (int to, int f, off64_t *p, size_t c), (to, f, p, c), (to, f, p, c / 2))
WRITING(copy_file_range, to, (int f, off64_t *p, int to, off64_t *q, size_t c, unsigned o), (f, p, to, q, c, o),
        (f, p, to, q, c / 2, o))

#define CALLING(name, parameters, values, call, path, needs)                                                        \
    int name parameters                                                                                             \
    {                                                                                                               \
        REAL(name);                                                                                                 \
        return hit(call, path, needs) ? -1 : real values;                                                           \
    }
CALLING(fsync, (int f), (f), "fsync", path_of(f), REST)
CALLING(fdatasync, (int f), (f), "fsync", path_of(f), REST)
CALLING(ftruncate, (int f, off_t l), (f, l), "truncate", path_of(f), ROOM)
CALLING(ftruncate64, (int f, off64_t l), (f, l), "truncate", path_of(f), ROOM)
CALLING(truncate, (const char *a, off_t l), (a, l), "truncate", a, ROOM)
CALLING(truncate64, (const char *a, off64_t l), (a, l), "truncate", a, ROOM)
CALLING(rename, (const char *a, const char *b), (a, b), "rename", renamed(a, b), REST)
CALLING(renameat, (int f, const char *a, int t, const char *b), (f, a, t, b), "rename", path_at(t, b), REST)
CALLING(unlink, (const char *a), (a), "unlink", a, REST)
CALLING(unlinkat, (int f, const char *a, int o), (f, a, o), "unlink", path_at(f, a), REST)
CALLING(rmdir, (const char *a), (a), "rmdir", a, REST)
CALLING(mkdir, (const char *a, mode_t m), (a, m), "mkdir", a, ROOM)
CALLING(mkdirat, (int f, const char *a, mode_t m), (f, a, m), "mkdir", path_at(f, a), ROOM)
CALLING(link, (const char *a, const char *b), (a, b), "link", b, ROOM)

/* Opening changes something where it makes a file or empties one. */
static int open_hit(const char *path, int flags)
{
    if (!inside(path) || !(flags & O_CREAT))
        return 0;
    return flags & O_TRUNC || access(path, F_OK) ? hit("create", path, ROOM) : 0;
}

#define OPENING(name, parameters, path, ...)                                                                        \
    int name parameters                                                                                             \
    {                                                                                                               \
        REAL(name);                                                                                                 \
        va_list rest;                                                                                               \
        va_start(rest, flags);                                                                                      \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                     \
        va_end(rest);                                                                                               \
        return open_hit(path, flags) ? -1 : real(__VA_ARGS__, flags, mode);                                         \
    }
OPENING(open, (const char *a, int flags, ...), a, a)
OPENING(open64, (const char *a, int flags, ...), a, a)
OPENING(openat, (int f, const char *a, int flags, ...), path_at(f, a), f, a)
OPENING(openat64, (int f, const char *a, int flags, ...), path_at(f, a), f, a)
