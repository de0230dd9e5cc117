/* SPDX-License-Identifier: MIT */
/* The byte order of Windows, which is little-endian everywhere. */
#ifndef ENDIAN_H
#define ENDIAN_H

#define htole32(n) (n)
#define htole64(n) (n)
#define le32toh(n) (n)
#define le64toh(n) (n)

#endif
