using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Files;

/// <summary>A time in JSON, as <see cref="System.Text.Json.JsonSerializer"/> writes and reads it, without what that takes to start.</summary>
public static class JsonTime
{
    /// <summary>ISO 8601 with as many digits of the second as there are, and the offset: <c>2026-01-05T09:30:00.25+00:00</c>.</summary>
    public static JsonNode Of(DateTimeOffset time) => JsonValue.Create(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    /// <returns>Null for what is absent.</returns>
    public static JsonNode? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}
