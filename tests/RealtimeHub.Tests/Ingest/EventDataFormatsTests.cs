using System.Buffers;
using System.Text.Json;
using CsCheck;
using MessagePack;
using RealtimeHub.Ingest;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

/// <summary>The data of a publish over the hub.</summary>
public sealed class EventDataFormatsTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new EventDataJson() } };

    [Theory]
    [InlineData("null")]
    [InlineData(" {\"b\" : 1e2, \"a\":\"\\u0041\", \"a\":2} ")]
    [InlineData("\"text\"")]
    public void Json_is_taken_as_the_client_sent_it(string json)
    {
        var data = JsonSerializer.Deserialize<EventData>(json, Json);

        Assert.True(data.IsJson);
        Assert.Equal(json.Trim(), data.ToString());
    }

    [Fact]
    public void MessagePack_bytes_stay_bytes()
    {
        var data = Read((ref MessagePackWriter writer) => writer.Write(new byte[] { 1, 2, 255 }));

        Assert.False(data.IsJson);
        Assert.Equal([1, 2, 255], data.Bytes.ToArray());
    }

    [Fact]
    public void MessagePack_nil_is_null() => Assert.Equal("null", Read((ref MessagePackWriter writer) => writer.WriteNil()).ToString());

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m")]
    [InlineData("\0\u0001\u001e\u001f\u007f")]
    [InlineData("\"\\/\b\f\n\r\t")]
    [InlineData("ä€😀\u2028")]
    public void A_text_of_any_characters_arrives_whole(string text)
    {
        var data = Read((ref MessagePackWriter writer) => writer.Write(text));

        Assert.Null(JsonCheck.FindProblem(data.Bytes.Span, 64));
        Assert.Equal(text, JsonSerializer.Deserialize<string>(data.Bytes.Span));
    }

    [Fact]
    public void Any_value_arrives_as_the_same_value() =>
        JsonGen.Any.Sample(
            json =>
            {
                var data = Convert(MessagePackSerializer.ConvertFromJson(json));
                Assert.Null(JsonCheck.FindProblem(data.Bytes.Span, 64));
                Assert.Equal(MessagePackSerializer.ConvertFromJson(json), MessagePackSerializer.ConvertFromJson(data.ToString()));
            },
            iter: Campaign.Cases);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_json_has_not_is_refused(double number) =>
        Assert.Throws<MessagePackSerializationException>(() => Read((ref MessagePackWriter writer) => writer.Write(number)));

    [Theory]
    [InlineData(1L, "1")]
    [InlineData(-200L, "-200")]
    [InlineData(0.1f, "0.1")]
    [InlineData(0.1d, "0.1")]
    [InlineData(1e300d, "1E+300")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    public void A_number_keeps_its_digits(object number, string json) =>
        Assert.Equal(json, Convert(MessagePackSerializer.Serialize(number, cancellationToken: TestContext.Current.CancellationToken)).ToString());

    [Fact]
    public void Bytes_within_become_base64_times_iso_8601_and_numbers_as_names_text()
    {
        var data = Read((ref MessagePackWriter writer) =>
        {
            writer.WriteMapHeader(2);
            writer.Write(7);
            writer.Write(new byte[] { 1, 2 });
            writer.Write("at");
            writer.Write(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        });

        Assert.Equal("""{"7":"AQI=","at":"2026-01-02T03:04:05Z"}""", data.ToString());
    }

    [Fact]
    public void A_name_that_is_no_text_and_a_type_of_its_own_are_refused()
    {
        Assert.ThrowsAny<MessagePackSerializationException>(() => Read((ref MessagePackWriter writer) =>
        {
            writer.WriteMapHeader(1);
            writer.WriteArrayHeader(0);
            writer.WriteNil();
        }));
        Assert.ThrowsAny<MessagePackSerializationException>(() =>
            Read((ref MessagePackWriter writer) => writer.WriteExtensionFormat(new ExtensionResult(42, new byte[] { 1 }))));
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.ThrowsAny<Exception>(() => Read((ref MessagePackWriter writer) =>
        {
            for (var i = 0; i < 100_000; i++) writer.WriteArrayHeader(1);
            writer.WriteNil();
        }));

    private delegate void Write(ref MessagePackWriter writer);

    private static EventData Read(Write write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        write(ref writer);
        writer.Flush();
        return Convert(output.WrittenSpan.ToArray());
    }

    private static EventData Convert(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        var options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);
        return new EventDataMessagePack().Deserialize(ref reader, options);
    }
}
