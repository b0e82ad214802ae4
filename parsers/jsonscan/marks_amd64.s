#include "go_asm.h"
#include "textflag.h"

// MARK writes to AX which of the 64 bytes in Y8 and Y9 are equal to those of the register.
#define MARK(pattern) \
	VPCMPEQB  pattern, Y8, Y10; \
	VPCMPEQB  pattern, Y9, Y11; \
	VPMOVMSKB Y10, AX;          \
	VPMOVMSKB Y11, BX;          \
	SHLQ      $32, BX;          \
	ORQ       BX, AX

#define BROADCAST(byte, x, y) \
	MOVQ         $byte, AX; \
	VMOVQ        AX, x;     \
	VPBROADCASTB x, y

// func markAVX2(text *byte, marks *Marks, blocks int)
TEXT ·markAVX2(SB), NOSPLIT, $0-24
	MOVQ text+0(FP), SI
	MOVQ marks+8(FP), DI
	MOVQ blocks+16(FP), CX
	BROADCAST(0x22, X0, Y0) // "
	BROADCAST(0x5c, X1, Y1) // \
	BROADCAST(0x20, X2, Y2) // the bit in which { and [ differ, and } and ]
	BROADCAST(0x7b, X3, Y3) // {
	BROADCAST(0x7d, X4, Y4) // }

loop:
	VMOVDQU (SI), Y8
	VMOVDQU 32(SI), Y9
	MARK(Y0)
	MOVQ    AX, Marks_Quotes(DI)
	MARK(Y1)
	MOVQ    AX, Marks_Backslashes(DI)
	VPOR    Y2, Y8, Y8
	VPOR    Y2, Y9, Y9
	MARK(Y3)
	MOVQ    AX, DX
	MARK(Y4)
	ORQ     DX, AX
	MOVQ    AX, Marks_Brackets(DI)
	ADDQ    $64, SI
	ADDQ    $Marks__size, DI
	DECQ    CX
	JNZ     loop
	VZEROUPPER
	RET
