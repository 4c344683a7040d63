# CRC-32, zlib's, of whole blocks of 256 bytes by carry-less multiplication: Gopal and others, "Fast CRC Computation for Generic Polynomials
# Using PCLMULQDQ Instruction", Intel 2009. Both functions are
#
#     uint32_t (uint32_t state, const void *bytes, size_t count)      count: a multiple of 256, not 0; state and result: the digest, inverted
#
# What this is assembled to stands in site/_lockstep/crc_code.py; a test compares them, and rewrites that file with LOCKSTEP_UPDATE_GOLDEN=1.
# xmm0 to xmm3, or the four parts of zmm0 to zmm3, are running remainders; a block is folded in by multiplying them by x to the distance.

        .intel_syntax noprefix

        .macro  fold sum, next
        movdqa  xmm5, \sum
        pclmulqdq \sum, xmm6, 0x00
        pclmulqdq xmm5, xmm6, 0x11
        pxor    \sum, xmm5
        pxor    \sum, \next
        .endm

        .macro  fold_wide sum, next
        vpclmulqdq zmm5, \sum, zmm6, 0x11
        vpclmulqdq \sum, \sum, zmm6, 0x00
        vpternlogq \sum, zmm5, \next, 0x96
        .endm

# At 0: needs PCLMULQDQ and SSE4.1.
narrow: movdqu  xmm0, [rsi]
        movdqu  xmm1, [rsi + 16]
        movdqu  xmm2, [rsi + 32]
        movdqu  xmm3, [rsi + 48]
        movd    xmm4, edi
        pxor    xmm0, xmm4
        movdqa  xmm6, [rip + by_512]
1:      add     rsi, 64
        sub     rdx, 64
        jz      last
        .irp part, 0, 1, 2, 3
        movdqu  xmm7, [rsi + 16 * \part]
        fold    xmm\part, xmm7
        .endr
        jmp     1b

# At 256: needs VPCLMULQDQ and AVX-512 F.
        .org    256
wide:   vmovdqu64 zmm0, [rsi]
        vmovdqu64 zmm1, [rsi + 64]
        vmovdqu64 zmm2, [rsi + 128]
        vmovdqu64 zmm3, [rsi + 192]
        vmovd   xmm4, edi
        vpxorq  zmm0, zmm0, zmm4
        vbroadcasti32x4 zmm6, [rip + by_2048]
2:      add     rsi, 256
        sub     rdx, 256
        jz      3f
        .irp part, 0, 1, 2, 3
        fold_wide zmm\part, [rsi + 64 * \part]
        .endr
        jmp     2b
3:      vbroadcasti32x4 zmm6, [rip + by_512]
        .irp part, 1, 2, 3
        fold_wide zmm0, zmm\part
        .endr
        vextracti32x4 xmm1, zmm0, 1
        vextracti32x4 xmm2, zmm0, 2
        vextracti32x4 xmm3, zmm0, 3
        vzeroupper

# Four remainders to one, then 128 bits to 96, to 64, and by Barrett's reduction to 32.
last:   movdqa  xmm6, [rip + by_128]
        .irp part, 1, 2, 3
        fold    xmm0, xmm\part
        .endr
        movdqa  xmm7, [rip + lower]
        movdqa  xmm1, xmm0
        pclmulqdq xmm1, xmm6, 0x10
        psrldq  xmm0, 8
        pxor    xmm0, xmm1
        movdqa  xmm1, xmm0
        psrldq  xmm0, 4
        pand    xmm1, xmm7
        pclmulqdq xmm1, [rip + by_64], 0x00
        pxor    xmm0, xmm1
        movdqa  xmm6, [rip + modulus]
        movdqa  xmm1, xmm0
        pand    xmm0, xmm7
        pclmulqdq xmm0, xmm6, 0x10
        pand    xmm0, xmm7
        pclmulqdq xmm0, xmm6, 0x00
        pxor    xmm0, xmm1
        pextrd  eax, xmm0, 1
        ret

# x to the distance + 32 and to the distance - 32, modulo the polynomial; bits reflected, and shifted left by one.
        .balign 16
by_2048: .quad  0x11542778a, 0x1322d1430
by_512: .quad   0x154442bd4, 0x1c6e41596
by_128: .quad   0x1751997d0, 0x0ccaa009e
by_64:  .quad   0x163cd6124, 0
modulus: .quad  0x1db710641, 0x1f7011641
lower:  .quad   0xffffffff, 0
