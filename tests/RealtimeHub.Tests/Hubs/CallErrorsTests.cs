using RealtimeHub.Contracts;
using RealtimeHub.Hubs;
using Xunit;

namespace RealtimeHub.Tests.Hubs;

public sealed class CallErrorsTests
{
    [Theory]
    [InlineData("Unknown hub method 'Nonsense'", "107: unknown hub method")]
    [InlineData("Failed to invoke 'Subscribe' due to an error on the server.", "107: the arguments do not fit the hub method")]
    [InlineData("The client attempted to invoke the non-streaming 'Subscribe' method with a streaming invocation.", "107: the hub method is not a streaming one: use invoke or send")]
    [InlineData("An unexpected error occurred invoking 'Publish' on the server.", "100: internal error")]
    [InlineData("An unexpected error occurred invoking 'Time' on the server. HubException: Client sent 2 stream(s), Hub method expects 0.", "107: the hub method takes no streams")]
    [InlineData("anything else", "100: internal error")]
    public void What_signalr_says_gets_a_code(string error, string coded) => Assert.Equal(coded, CallErrors.Coded(error));

    [Fact]
    public void A_refusal_begins_with_its_code() =>
        Assert.Equal("105: already subscribed to news", new Refusal(ErrorCode.AlreadySubscribed, "already subscribed to news").ToString());
}
