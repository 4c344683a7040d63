using System.Text.Json;
using CsCheck;
using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class JsonTimeTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void A_time_is_what_the_serializer_writes_and_reads() =>
        Gen.Select(Gen.DateTime, Gen.Int[-14 * 60, 14 * 60], Gen.Bool).Sample((utc, minutes, isWhole) =>
        {
            var within = utc.Year is > 1 and < 9999 ? utc : new DateTime(2026, 1, 5, 9, 30, 0, DateTimeKind.Utc);
            var time = new DateTimeOffset(DateTime.SpecifyKind(within, DateTimeKind.Utc)).ToOffset(TimeSpan.FromMinutes(minutes));
            time = isWhole ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)) : time;
            var json = JsonTime.Of(time).ToJsonString(Relaxed);
            Assert.Equal(JsonSerializer.Serialize(time, Relaxed), json);
            Assert.Equal(time, JsonSerializer.Deserialize<DateTimeOffset>(json));
        });

    [Fact]
    public void What_is_absent_is_null() => Assert.Null(JsonTime.Of((DateTimeOffset?)null));
}
