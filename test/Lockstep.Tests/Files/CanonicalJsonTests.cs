using System.Text.Json.Nodes;
using CsCheck;
using Lockstep.Files;

namespace Lockstep.Tests.Files;

/// <summary>Against the text of RFC 8785.</summary>
public sealed class CanonicalJsonTests
{
    private static readonly Gen<string> Texts = Gen.Frequency(
        (3, Gen.String[Gen.Char['\0', '\u007f'], 0, 8]),
        (1, Gen.String[Gen.OneOf('\u0080', 'ö', '€', '\ud7ff', '\ue000', '\ufb33', '\uffff', '\u2028'), 0, 4]),
        (1, Gen.OneOf("😀", "a😀b", "\U0010ffff")));

    // Minus zero is written as 0, which is another value to no reader of JSON but to .NET.
    private static readonly Gen<double> Numbers = Gen.Frequency(
        (2, Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite)),
        (1, Gen.Double[-1e-5, 1e-5]),
        (1, Gen.Int.Select(number => (double)number)))
        .Where(number => number != 0 || !double.IsNegative(number));

    private static readonly Gen<JsonNode?> Documents = Gen.Recursive<JsonNode?>((depth, self) => depth > 4 ? Leaf() : Gen.Frequency(
        (4, Leaf()),
        (1, self.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]))),
        (1, Gen.Select(Texts, self).Array[0, 4].Select(members => (JsonNode?)new JsonObject(
            members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone())))))));

    /// <summary>Appendix B: the bits of a number, and how it is written.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Writes_a_number_as_appendix_B_does(ulong bits, string expected)
    {
        var number = BitConverter.UInt64BitsToDouble(bits);
        Assert.Equal(expected, CanonicalJson.Number(number));
        Assert.Equal(expected, CanonicalJson.Write(JsonValue.Create(number)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Refuses_a_number_that_JSON_has_not(double number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CanonicalJson.Number(number));
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Write(new JsonObject { ["loss"] = number }));
    }

    [Fact]
    public void Writes_the_example_of_section_3_2_2() => Assert.Equal(
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
        CanonicalJson.Write(JsonNode.Parse("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """)));

    [Fact]
    public void Sorts_members_as_section_3_2_3_does()
    {
        var written = CanonicalJson.Write(JsonNode.Parse("""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """));
        Assert.Equal(
            [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh"
            ],
            Assert.IsType<JsonObject>(JsonNode.Parse(written)).Select(member => member.Value?.GetValue<string>()));
    }

    [Fact]
    public void Escapes_only_what_must_be_and_in_the_short_form_where_there_is_one() =>
        Assert.Equal(
            "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"/\\\\\u007f\u0080\u2028😀<&'+\"",
            CanonicalJson.Write(JsonValue.Create("\0\u0001\b\t\n\v\f\r\u001f \"/\\\u007f\u0080\u2028😀<&'+")));

    /// <summary>UTF-8 can't say half a surrogate pair: two texts that differ in it would have the same bytes.</summary>
    [Fact]
    public void Refuses_half_a_surrogate_pair()
    {
        // Not as inline data: an attribute's text is itself stored in UTF-8.
        foreach (var text in (string[])["\ud83d", "\ude00\ud83d", "a\ude00"])
        {
            Assert.Throws<ArgumentException>(() => CanonicalJson.Write(JsonValue.Create(text)));
            Assert.Throws<ArgumentException>(() => CanonicalJson.Write(new JsonObject { [text] = 1 }));
        }
    }

    [Fact]
    public void What_was_written_reads_back_equal_and_is_written_the_same_again() => Documents.Sample(
        document =>
        {
            var written = CanonicalJson.Write(document);
            var read = JsonNode.Parse(written);
            Assert.True(JsonNode.DeepEquals(document, read), written);
            Assert.Equal(written, CanonicalJson.Write(read));
        },
        print: document => document?.ToJsonString() ?? "null",
        iter: 5000);

    [Fact]
    public void The_order_of_members_changes_no_digest() => Gen.Select(Texts, Numbers).Array[0, 8].Sample(members =>
    {
        var distinct = members.DistinctBy(member => member.Item1).ToArray();
        JsonObject Of(IEnumerable<(string Name, double Value)> some) => new(some.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));
        Assert.Equal(CanonicalJson.DigestOf(Of(distinct)), CanonicalJson.DigestOf(Of(distinct.Reverse())));
    });

    private static Gen<JsonNode?> Leaf() => Gen.OneOf(
        Texts.Select(text => (JsonNode?)JsonValue.Create(text)),
        Numbers.Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)),
        Gen.Const((JsonNode?)null));
}
