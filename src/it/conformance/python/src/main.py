from workers import Response, WorkerEntrypoint

from words import greeting


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response(greeting())
