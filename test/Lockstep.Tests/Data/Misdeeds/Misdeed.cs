using System.Globalization;
using System.Text;

namespace Lockstep.Tests.Data.Misdeeds;

/// <summary>One way in which a server misbehaves: what it sends whatever it is asked, and then.</summary>
/// <param name="Bytes">Of the head and the body, as they go over the wire.</param>
/// <param name="Silence">Whether it then says nothing more, and keeps the connection.</param>
public sealed record Misdeed(string Name, byte[] Bytes, bool Silence = false)
{
    private const string Xml = "Content-Type: application/xml";

    public static IReadOnlyList<Misdeed> All { get; } =
    [
        // The connection
        new("nothing at all", []),
        new("silence", [], Silence: true),
        new("half a status line", "HTTP/1.1 20"u8.ToArray()),
        new("silence after half a status line", "HTTP/1.1 20"u8.ToArray(), Silence: true),
        new("half a head", "HTTP/1.1 200 OK\r\nContent-Le"u8.ToArray()),
        new("no HTTP", "220 ftp.example.org ready\r\n"u8.ToArray()),
        new("bytes of no kind", [0x16, 3, 1, 0, 2, 1, 0, 0xFF, 0xFE, 0]),
        new("another version", "HTTP/9.9 200 OK\r\n\r\n"u8.ToArray()),

        // The status
        .. ((int[])[
            199, 201, 203, 204, 205, 206, 226, 300, 304, 305, 400, 401, 402, 403, 405, 406, 407, 408, 409, 410, 411, 412, 413, 416, 418, 421, 425,
            429, 451, 500, 501, 502, 503, 504, 507, 520, 599, 600, 999
        ])
            .Select(status => Of($"{status}", $"{status} Said", "Content-Length: 0")),
        Of("status 0", "0 Nothing", "Content-Length: 0"),
        Of("status in letters", "OK Fine", "Content-Length: 0"),
        Of("a reason with a control character", "503 B\u0007sy", "Content-Length: 0"),
        Of("only 100 Continue", "100 Continue"),
        Of("switching protocols", "101 Switching Protocols", "Upgrade: x", "Connection: upgrade"),
        Of("wait a year", "503 Busy", "Retry-After: 31536000", "Content-Length: 0"),

        // Redirections
        .. ((string[])[
            "file:///etc/hostname", "data:text/plain,x", "javascript:alert(1)", "ftp://127.0.0.1:1/x", "mailto:a@example.org", "s3://bucket/x",
            "http://127.0.0.1:1/x", "https://127.0.0.1:1/x", "http://[", "//", "?", "#", "\u00ff\u00fe"
        ])
            .Select(place => Of($"302 to {place}", "302 Found", $"Location: {place}", "Content-Length: 0")),
        Of("301 to nowhere", "301 Moved Permanently", "Content-Length: 0"),
        Of("301 to another region", "301 Moved Permanently", "x-amz-bucket-region: eu-west-1", "Content-Length: 0"),
        Of("308 round in circles", "308 Permanent Redirect", "Location: ", "Content-Length: 0"),

        // Headers
        Of("a negative length", "200 OK", "Content-Length: -5"),
        Of("a length in letters", "200 OK", "Content-Length: many"),
        Of("two lengths", "200 OK", "Content-Length: 3", "Content-Length: 5").With("abc"),
        Of("a length beyond all numbers", "200 OK", "Content-Length: 99999999999999999999999"),
        Of("a huge length", "200 OK", "Content-Length: 4611686018427387904").With("abc"),
        Of("a header without a colon", "200 OK", "Content-Length 3").With("abc"),
        Of("a head without end", "200 OK", "X: " + new string('x', 200_000)),
        Of("a digest that is none", "200 OK", "x-amz-checksum-sha256: !!!", "Content-MD5: ???", "ETag: none", "Content-Length: 3").With("abc"),
        Of("a digest of another content", "200 OK", "ETag: \"900150983cd24fb0d6963f7d28e17f73\"", "Content-Length: 3").With("abc"),
        Of("gzip with the digest of another content", "200 OK", "ETag: \"900150983cd24fb0d6963f7d28e17f73\"", "Content-Encoding: gzip", "Content-Length: 3")
            .With("abc"),
        Of("a date that is none", "200 OK", "Last-Modified: yesterday", "Content-Length: 3").With("abc"),
        Of("gzip that is none", "200 OK", "Content-Encoding: gzip", "Content-Length: 3").With("abc"),
        Of("an encoding that nobody knows", "200 OK", "Content-Encoding: lockstep", "Content-Length: 3").With("abc"),
        Of("a part that was not asked for", "206 Partial Content", "Content-Range: bytes 5-9/100", "Content-Length: 5").With("abcde"),
        Of("a part of nothing", "206 Partial Content", "Content-Range: bytes */*", "Content-Length: 5").With("abcde"),
        Of("several parts", "206 Partial Content", "Content-Type: multipart/byteranges; boundary=x", "Content-Length: 5").With("--x--"),

        // Bodies
        Of("a body that breaks off", "200 OK", "Content-Length: 5000").With("abc"),
        Of("silence in a body", "200 OK", "Content-Length: 5000").With("abc") with { Silence = true },
        Of("a body without a length", "200 OK").With("abc"),
        Of("more than was said", "200 OK", "Content-Length: 3").With(new string('x', 5_000)),
        Of("chunks that break off", "200 OK", "Transfer-Encoding: chunked").With("5\r\nab"),
        Of("a chunk without a length", "200 OK", "Transfer-Encoding: chunked").With("zz\r\nabc\r\n0\r\n\r\n"),
        Of("a chunk of a length below nothing", "200 OK", "Transfer-Encoding: chunked").With("-1\r\nabc\r\n0\r\n\r\n"),
        Of("a page to log in", "200 OK", "Content-Type: text/html", "Content-Length: 27").With("<html><p>Welcome</p></html>"),
        Of("an empty page", "200 OK", "Content-Length: 0"),
        Of("an error with 200", "200 OK", Xml).With("<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>we are sorry</Message></Error>"),
        Of("XML of another kind", "200 OK", Xml).With("<?xml version=\"1.0\"?><rss><channel/></rss>"),
        Of("XML that breaks off", "200 OK", Xml).With("<?xml version=\"1.0\"?><ListBucketResult><Contents><Key>obj"),
        Of("XML that grows", "200 OK", Xml).With("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>"),
        Of("the same page of S3 again and again", "200 OK", Xml).With(
            "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>"),
        Of("the same page of Azure again and again", "200 OK", Xml)
            .With("<?xml version=\"1.0\"?><EnumerationResults><Blobs/><NextMarker>x</NextMarker></EnumerationResults>"),
        Of("keys that were not asked for", "200 OK", Xml)
            .With("<?xml version=\"1.0\"?><ListBucketResult><Contents><Key>x</Key><Size>-1</Size></Contents><Contents/></ListBucketResult>"),
        Of("blobs that were not asked for", "200 OK", Xml)
            .With("<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob><Name>x</Name></Blob><Blob/></Blobs></EnumerationResults>"),
        Of("a busy gateway's XML", "503 Busy", Xml).With("<?xml version=\"1.0\"?><Error><Code>ServerBusy</Code><Message>busy</Message></Error>"),
        Of("a busy gateway's XML that is said and not sent", "503 Busy", Xml, "Content-Length: 80"),
        Of("JSON in place of XML", "403 Forbidden", "Content-Type: application/json").With("{\"error\": {\"code\": 1}}"),
        Of("nonsense in place of XML", "404 Not Found", Xml).With("\u0000\u0001<<<"),
    ];

    public override string ToString() => Name;

    private static Misdeed Of(string name, string status, params string[] headers) =>
        new(name, Encoding.Latin1.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n")));

    private Misdeed With(string body) => this with { Bytes = [.. Bytes, .. Encoding.Latin1.GetBytes(body)] };
}
