import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, sameJson } from '../../../../src/domain/witness/canonicalJson.ts';

function check(name: string, value: unknown, expected: string): void {
  test(`canonical JSON: ${name}`, () => assert.equal(canonicalJson(value), expected));
}

function checkSame(name: string, [a, b]: readonly [unknown, unknown], expected: boolean): void {
  test(`the same content: ${name}`, () => {
    assert.equal(sameJson(a, b), expected);
    assert.equal(sameJson(b, a), expected);
    assert.equal(canonicalJson(a) === canonicalJson(b), expected, 'as canonical JSON has it');
  });
}

checkSame(
  'members in another order',
  [
    { a: 1, b: [{ c: 'x' }] },
    { b: [{ c: 'x' }], a: 1 },
  ],
  true,
);
checkSame('zero and minus zero', [{ a: 0 }, { a: -0 }], true);
checkSame('nothing and null', [{}, { a: null }], false);
checkSame(
  'as many members with other names',
  [
    { a: 1, b: 2 },
    { a: 1, c: 2 },
  ],
  false,
);
checkSame(
  'items in another order',
  [
    [1, 2],
    [2, 1],
  ],
  false,
);
checkSame('an item more', [[1], [1, 2]], false);
checkSame('a list and an object', [[], {}], false);
checkSame('a list and an object with its indexes', [['x'], { 0: 'x', length: 1 }], false);
checkSame('null and an object', [null, {}], false);
checkSame('a number and its text', [1, '1'], false);
checkSame('a member that every object has', [{ x: 1 }, { toString: 1 }], false);

function checkRefused(name: string, value: unknown, path: string): void {
  test(`canonical JSON refuses ${name}`, () =>
    assert.throws(() => canonicalJson(value), { name: 'CanonicalJsonError', path }));
}

// RFC 8785 §3.2.2: the input of its example and the output it prescribes.
check(
  'the example of RFC 8785 §3.2.2',
  {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, Number('0.000000000000000000000000001')],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f',
    literals: [null, true, false],
  },
  '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
);
// RFC 8785 §3.2.3: members are sorted by UTF-16 code units, so that the emoji (a surrogate pair) comes before U+FB33.
check(
  'the sorting example of RFC 8785 §3.2.3',
  {
    '\u20ac': 'Euro',
    '\r': 'CR',
    '\ufb33': 'Dalet',
    '1': 'One',
    '\ud83d\ude00': 'Smiley',
    '\u0080': 'Control',
    '\u00f6': 'o',
  },
  '{"\\r":"CR","1":"One","\u0080":"Control","ö":"o","€":"Euro","😀":"Smiley","\ufb33":"Dalet"}',
);
// RFC 8785 Appendix B: IEEE 754 samples.
for (const [value, text] of [
  [0, '0'],
  [-0, '0'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [295147905179352830000, '295147905179352830000'],
  [9.999999999999997e22, '9.999999999999997e+22'],
  [1e23, '1e+23'],
  [1.0000000000000001e23, '1.0000000000000001e+23'],
  [999999999999999700000, '999999999999999700000'],
  [1e21, '1e+21'],
  [9.999999999999997e-7, '9.999999999999997e-7'],
  [0.000001, '0.000001'],
  [333333333.33333325, '333333333.33333325'],
] as const) {
  check(`the number ${text}`, value, text);
}
check('nested and empty', { b: [], a: {} }, '{"a":{},"b":[]}');
check('a member named __proto__', JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}');

checkRefused('undefined in an object', { a: { b: undefined } }, '$.a.b');
checkRefused('a hole in an array', Object.assign([1], { 2: 2 }), '$[1]');
checkRefused('NaN', [Number.NaN], '$[0]');
checkRefused('infinity', { a: -Infinity }, '$.a');
checkRefused('a lone surrogate', ['\ud800'], '$[0]');
checkRefused('a lone surrogate in a name', { '\udc00': 1 }, '$');
checkRefused('a bigint', 1n, '$');
checkRefused('a function', { f: () => 1 }, '$.f');
checkRefused('a Date', { at: new Date(0) }, '$.at');
checkRefused('a Map', new Map(), '$');
