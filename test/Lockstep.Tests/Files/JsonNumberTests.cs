using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    public void What_JSON_has_no_number_for_is_a_text(double value, string json)
    {
        Assert.Equal(json, JsonNumber.Of(value).ToJsonString());
        Assert.Equal(json, JsonNumber.Of((float)value).ToJsonString());
        Assert.Equal(json, JsonNumber.Of((double?)value)?.ToJsonString());
    }

    [Fact]
    public void What_is_absent_is_null() => Assert.Null(JsonNumber.Of((double?)null));

    [Fact]
    public void Canonical_JSON_and_so_every_ID_takes_it() =>
        Assert.Equal("""{"loss":"NaN"}""", CanonicalJson.Write(new JsonObject { ["loss"] = JsonNumber.Of(double.NaN) }));
}
