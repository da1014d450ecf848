using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Ingest.Http;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class JsonReplyTests
{
    [Fact]
    public async Task An_answer_has_its_length_in_front_and_names_that_the_application_cannot_change()
    {
        var services = new ServiceCollection().Configure<JsonOptions>(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper);
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        http.Response.Body = body;

        await new JsonReply<PublishReply>(new PublishReply("news", "abc", 17)).ExecuteAsync(http);

        Assert.Equal("""{"topic":"news","epoch":"abc","offset":17}""", Encoding.UTF8.GetString(body.ToArray()));
        Assert.Equal((200, "application/json; charset=utf-8", body.Length), (http.Response.StatusCode, http.Response.ContentType, http.Response.ContentLength));
    }
}
