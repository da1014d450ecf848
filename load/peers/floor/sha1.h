/* SHA-1 and base64, as small as they get: WebSocket's handshake needs each of them once. */
#ifndef FLOOR_SHA1_H
#define FLOOR_SHA1_H

#include <stdint.h>
#include <string.h>

enum { SHA1_LENGTH = 20, SHA1_BLOCK = 64 };

static uint32_t sha1_rotate(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1_block(uint32_t state[5], const uint8_t *block)
{
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 80; i++) w[i] = sha1_rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20 ? (b & c) | (~b & d) : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
        uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
        uint32_t next = sha1_rotate(a, 5) + f + e + k + w[i];
        e = d, d = c, c = sha1_rotate(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

static void sha1(const void *data, size_t length, uint8_t digest[SHA1_LENGTH])
{
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t last[2 * SHA1_BLOCK] = {0};
    const uint8_t *bytes = data;
    size_t rest = length;
    for (; rest >= SHA1_BLOCK; rest -= SHA1_BLOCK, bytes += SHA1_BLOCK) sha1_block(state, bytes);
    memcpy(last, bytes, rest);
    last[rest] = 0x80;
    size_t blocks = rest + 9 > SHA1_BLOCK ? 2 : 1;
    for (int i = 0; i < 8; i++) last[blocks * SHA1_BLOCK - 1 - i] = (uint8_t)((uint64_t)length * 8 >> 8 * i);
    for (size_t i = 0; i < blocks; i++) sha1_block(state, last + i * SHA1_BLOCK);
    for (int i = 0; i < SHA1_LENGTH; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}

/* Writes the text with its final zero; it has 4 characters for every 3 bytes begun. */
static void base64(const uint8_t *bytes, size_t length, char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        *text++ = digits[three >> 18];
        *text++ = digits[three >> 12 & 63];
        *text++ = left > 1 ? digits[three >> 6 & 63] : '=';
        *text++ = left > 2 ? digits[three & 63] : '=';
    }
    *text = 0;
}

#endif
