using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class HttpPublishTests
{
    [Theory]
    [InlineData("application/json", """{"a": 1.50, "b": [1, 2]}""", """{"a": 1.50, "b": [1, 2]}""")]
    [InlineData("application/vnd.api+json", "null", "null")]
    [InlineData("application/x-www-form-urlencoded", "[1,2]", "[1,2]")]
    [InlineData("text/plain", "5 < 6 \"é\"", "\"5 < 6 \\\"é\\\"\"")]
    [InlineData("application/octet-stream", "bytes", "\"Ynl0ZXM=\"")]
    public async Task A_body_is_carried_as_what_it_is(string contentType, string body, string data)
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.PostAsync("v1/topics/news/events", body, contentType);
        var history = await server.Http.GetStringAsync(new Uri("v1/topics/news/events", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Contains($"\"data\":{data}", history, StringComparison.Ordinal);
    }

    [Theory, EveryWire]
    public async Task The_answer_says_where_the_event_stands_and_subscribers_get_it(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        var position = await client.SubscribeAsync("a/b");

        var reply = await (await server.PostAsync("v1/topics/a%2Fb/events", "\"hi\"")).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal($$"""{"topic":"a/b","epoch":"{{position.Epoch}}","offset":1}""", reply.GetRawText());
        Assert.Equal("hi", (await client.NextEventAsync()).Data.GetString());
    }

    [Theory]
    [InlineData("v1/topics/news/events", "1")]
    [InlineData("v1/events", """[{"topic":"news","data":1}]""")]
    public async Task The_answer_comes_in_one_piece(string path, string body)
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.PostAsync(path, body);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
        Assert.NotEqual(true, reply.Headers.TransferEncodingChunked);
    }

    [Theory]
    [InlineData("v1/topics/no%20spaces/events", "1", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/topics/nowhere:a/events", "1", HttpStatusCode.NotFound, 102)]
    [InlineData("v1/topics/$server:stats/events", "1", HttpStatusCode.Forbidden, 103)]
    [InlineData("v1/topics/a/events", "", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/topics/a/events", "{\"a\":", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/topics/a/events", "1 2", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/topics/a/events", "\"\\ud800\"", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/events", "", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/events", "[{\"topic\":\"a\"", HttpStatusCode.BadRequest, 107)]
    [InlineData("v1/nothing", "1", HttpStatusCode.NotFound, 107)]
    public async Task A_bad_request_gets_problem_details_with_a_code(string path, string body, HttpStatusCode status, int code)
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.PostAsync(path, body);

        Assert.Equal((status, "application/problem+json"), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
        Assert.Equal(code, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_body_over_64_KB_gets_413_and_one_of_64_KB_is_taken()
    {
        await using var server = await TestServer.StartAsync();
        var largest = $"\"{new string('x', 65_534)}\"";

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("v1/topics/a/events", largest)).StatusCode);
        var refused = await server.PostAsync("v1/topics/a/events", largest + " ");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(107, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetInt32());
    }

    [Theory, EveryWire]
    public async Task Json_as_deep_as_every_client_can_read_is_taken_and_deeper_is_refused(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");

        var deepest = await server.PostAsync("v1/topics/a/events", Nested(60));
        var refused = await server.PostAsync("v1/topics/a/events", Nested(61));
        var history = await client.HistoryAsync("a");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (deepest.StatusCode, refused.StatusCode));
        Assert.Equal(Nested(60), (await client.NextEventAsync()).Data.GetRawText());
        Assert.Equal(Nested(60), history.GetProperty("events")[0].GetProperty("data").GetRawText());

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Theory]
    [InlineData("application/json", "[{0},{1},{2}]")]
    [InlineData("application/x-ndjson", "{0}\n{1}\r\n\n{2}\n")]
    public async Task A_batch_gets_one_result_per_item_in_order(string contentType, string form)
    {
        await using var server = await TestServer.StartAsync();
        var body = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, form,
            """{"topic":"a","data":{"n":1},"key":"k"}""", """{"topic":"no spaces","data":2}""", """{"data":3,"topic":"a"}""");

        var results = await (await server.PostAsync("v1/events", body, contentType)).Content.ReadFromJsonAsync<JsonElement[]>();

        Assert.Equal([1L, 2L], results!.Where(r => r.TryGetProperty("offset", out _)).Select(r => r.GetProperty("offset").GetInt64()));
        Assert.Equal(107, results![1].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_batch_of_1000_is_taken_and_one_of_1001_is_refused_whole()
    {
        await using var server = await TestServer.StartAsync();

        var taken = await server.PostAsync("v1/events", Batch(1_000));
        var refused = await server.PostAsync("v1/events", Batch(1_001));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (taken.StatusCode, refused.StatusCode));
        Assert.Equal(1_000, (await server.GetJsonAsync("v1/topics/a/events")).GetProperty("offset").GetInt64());

        static string Batch(int count) => new StringBuilder("[").AppendJoin(',', Enumerable.Repeat("""{"topic":"a","data":1}""", count)).Append(']').ToString();
    }

    [Fact]
    public async Task A_retry_with_the_same_idempotency_key_returns_the_first_offset()
    {
        await using var server = await TestServer.StartAsync();

        var first = await PublishOnceAsync(server, "\"pay\"");
        var again = await PublishOnceAsync(server, "\"pay\"");
        var other = await PublishOnceAsync(server, "\"pay twice\"");

        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal(1, (await server.GetJsonAsync("v1/topics/a/events")).GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task A_retried_batch_with_the_same_idempotency_key_appends_nothing_twice()
    {
        await using var server = await TestServer.StartAsync();
        const string Body = """[{"topic":"a","data":1},{"topic":"a","data":1},{"topic":"b","data":1}]""";

        var first = await PublishOnceAsync(server, Body, "v1/events");
        var again = await PublishOnceAsync(server, Body, "v1/events");

        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(2, (await server.GetJsonAsync("v1/topics/a/events")).GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task A_batch_with_a_bad_idempotency_key_is_refused_whole()
    {
        await using var server = await TestServer.StartAsync();
        const string Body = """[{"topic":"a","data":1}]""";

        Assert.Equal(HttpStatusCode.BadRequest, (await PublishOnceAsync(server, Body, "v1/events", new string('k', 129))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PublishOnceAsync(server, Body, "v1/events", "two words")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PublishOnceAsync(server, Body, "v1/events", new string('k', 128))).StatusCode);
        Assert.Equal(1, (await server.GetJsonAsync("v1/topics/a/events")).GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task The_key_of_a_batch_and_the_key_of_one_event_do_not_meet()
    {
        await using var server = await TestServer.StartAsync();

        await PublishOnceAsync(server, """[{"topic":"a","data":1}]""", "v1/events", "k");
        var single = await PublishOnceAsync(server, "1", "v1/topics/a/events", "k");
        var slash = await PublishOnceAsync(server, "1", "v1/topics/a/events", "k/0");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (single.StatusCode, slash.StatusCode));
        Assert.Equal(3, (await server.GetJsonAsync("v1/topics/a/events")).GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task A_broken_transfer_encoding_is_a_bad_request_and_no_error_of_the_server()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/topics/a/events HTTP/1.1\r\nHost: {server.Address.Authority}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":107", answer, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PublishOnceAsync(
        TestServer server, string body, string path = "v1/topics/a/events", string idempotencyKey = "order-17")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return await server.Http.SendAsync(request);
    }
}
